using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads.Idle;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Servers;

/// <summary>What every scenario of a guest with a server says; units and sources stand in the files.</summary>
internal sealed record ServerParameters(double OperationsPerSecond, double ZeroShare, IdleParameters Guest)
{
    /// <summary>Reads and checks them.</summary>
    public static ServerParameters Read(ScenarioParameters parameters) => new(
        parameters.Number("operations_per_second", 0, 1e9),
        parameters.Share("zero_share"),
        SurroundingGuest.ReadParameters(parameters));

    /// <summary>Pages for the server's process: all but the zero pages and the guest's own pages.</summary>
    /// <exception cref="UsageException">They are fewer than the server needs.</exception>
    public long PagesFor(long memoryBytes, long minPages)
    {
        long pages = Page.Count(memoryBytes);
        long server = pages - Guest.ResidentPages(memoryBytes) - (long)(ZeroShare * pages);
        return server >= minPages
            ? server
            : throw new UsageException(
                $"--memory {Units.FormatSize(memoryBytes)} leaves the server {Math.Max(0, server)} pages beside zero_share {ZeroShare} and "
                + $"the guest's own pages, and it needs {minPages}; use more memory, for example 64MiB, or a lower zero_share.");
    }
}
