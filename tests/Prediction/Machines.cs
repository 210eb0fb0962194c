using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Prediction.Machines;
using MultifdBench.Workloads;

namespace MultifdBench.Tests.Prediction;

/// <summary>Guests for models of this machine.</summary>
internal static class Machines
{
    /// <summary>Measures a guest of the catalog's.</summary>
    public static void Add(OwnMachine machine, GuestKey key)
    {
        using IWorkload workload =
            WorkloadCatalog.Create(new WorkloadRequest { Name = key.Workload, MemoryBytes = key.MemoryBytes, Seed = (ulong)key.Seed });
        machine.Add(key, workload, TestContext.Current.CancellationToken);
    }
}
