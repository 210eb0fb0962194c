using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads.Idle;
using MultifdBench.Workloads.Scenarios;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>What a Redis scenario says; units and sources stand in the file.</summary>
internal sealed record RedisParameters(
    double ReadShare, double OperationsPerSecond, int Connections, int RehashDebt, int TableSlots, int WarmUpSeconds, double ZeroShare,
    long Records, IdleParameters Guest)
{
    private const long MinRecords = 100;

    /// <summary>Reads and checks all parameters.</summary>
    public static RedisParameters Read(ScenarioParameters parameters) => new(
        parameters.Share("read_share"),
        parameters.Number("operations_per_second", 0, 1e9),
        (int)parameters.Integer("connections", 1, 10_000),
        (int)parameters.Integer("rehash_debt", 0, 5),
        (int)parameters.Integer("table_slots", 0, ushort.MaxValue),
        (int)parameters.Integer("warm_up_seconds", 0, 3600),
        parameters.Share("zero_share"),
        parameters.Integer("records", 0, int.MaxValue),
        SurroundingGuest.ReadParameters(parameters));

    /// <summary>
    /// Records for a memory size: as many as fit beside the zero pages and the idle guest's own pages, unless the scenario says how many.
    /// </summary>
    /// <exception cref="UsageException">Not even a small heap fits.</exception>
    public long RecordsFor(long memoryBytes)
    {
        long room = Page.Count(memoryBytes) - Guest.ResidentPages(memoryBytes);
        long wanted = room - (long)(ZeroShare * Page.Count(memoryBytes));
        long records = Records > 0 ? Records : HeapLayout.RecordsIn(wanted, Connections);
        if (records >= MinRecords && HeapLayout.PagesFor(records, Connections) <= room) return records;
        throw Records > 0
            ? new UsageException(
                $"--memory {Units.FormatSize(memoryBytes)} has no room for records: {Records}; use fewer records or more memory.")
            : new UsageException($"--memory {Units.FormatSize(memoryBytes)} leaves Redis no room beside zero_share {ZeroShare} and the "
                + "guest's own pages; use more memory, for example 64MiB, or a lower zero_share.");
    }
}
