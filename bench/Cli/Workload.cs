using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Prediction.Advice;
using MultifdBench.Workloads;

namespace MultifdBench.Bench.Cli;

/// <summary>From a guest's key to its workload.</summary>
internal static class Workload
{
    /// <summary>What this host says of guests and limits to who plans runs.</summary>
    public static PlanningHost Here() => new(MemoryBytes, Probe, ProcessLimits.Read()) { Refusal = Refusal };

    /// <summary>The size of the guest's memory, which is its image's where it has one.</summary>
    /// <exception cref="UsageException">As <see cref="Create(GuestKey)"/>.</exception>
    public static long MemoryBytes(GuestKey key)
    {
        using IWorkload workload = Create(key);
        return workload.Layout.Sum(block => block.LengthBytes);
    }

    /// <summary>The guest to measure for one of the asked size: an image as it is; of anything else as much as fits here.</summary>
    /// <exception cref="UsageException">As <see cref="Create(GuestKey)"/>.</exception>
    public static GuestKey ToMeasure(GuestKey asked)
    {
        long own = MemoryBytes(asked with { MemoryBytes = AdviceSurvey.LargestMeasuredBytes });
        long bytes = own != AdviceSurvey.LargestMeasuredBytes
            ? own
            : AdviceSurvey.MeasuredBytes(asked.MemoryBytes, MemoryBudget.AvailableBytes());
        return asked with { MemoryBytes = bytes / Page.SizeBytes * Page.SizeBytes };
    }

    /// <summary>Makes the workload; nothing is allocated or started yet.</summary>
    /// <exception cref="UsageException">The name is unknown, or its argument or memory cannot work.</exception>
    public static IWorkload Create(GuestKey key) =>
        WorkloadCatalog.Create(Request(key));

    /// <summary>Makes a scenario's workload with some of its parameters replaced.</summary>
    /// <exception cref="UsageException">As for a key alone, or a parameter is unknown or out of range.</exception>
    public static IWorkload Create(GuestKey key, IReadOnlyDictionary<string, string> parameters) =>
        WorkloadCatalog.Create(Request(key) with { Overrides = parameters });

    /// <summary>
    /// A guest of the same kind with little memory, for a guess at what a matrix takes; null where there is none: a live server, an image.
    /// </summary>
    public static IWorkload? Sample(GuestKey key)
    {
        try
        {
            IWorkload workload = Create(key with { MemoryBytes = Math.Min(key.MemoryBytes, MatrixCosts.SampleBytes) });
            if (workload is not IServingGuest && workload.Layout.Sum(block => block.LengthBytes) <= 2 * MatrixCosts.SampleBytes)
                return workload;
            workload.Dispose();
        }
        catch (UsageException)
        {
            // So little memory cannot hold such a guest.
        }

        return null;
    }

    /// <summary>Whether this host can run the guest.</summary>
    /// <exception cref="UsageException">As <see cref="Create(GuestKey)"/>.</exception>
    public static Availability Probe(GuestKey key) => WorkloadCatalog.Probe(Request(key));

    /// <summary>Why the guest cannot be migrated that way; null when it can.</summary>
    /// <exception cref="UsageException">As <see cref="Create(GuestKey)"/>.</exception>
    public static string? Refusal(GuestKey key, PrecopySettings settings)
    {
        using IWorkload workload = Create(key);
        return GuestRefusals.Of(workload, settings);
    }

    private static WorkloadRequest Request(GuestKey key) =>
        new() { Name = key.Workload, MemoryBytes = key.MemoryBytes, Seed = unchecked((ulong)key.Seed) };
}
