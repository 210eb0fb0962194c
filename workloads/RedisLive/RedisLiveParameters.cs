using MultifdBench.Core;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.RedisLive;

/// <summary>What a live Redis scenario says; units and sources stand in the file.</summary>
internal sealed record RedisLiveParameters(
    double ReadShare, double OperationsPerSecond, int Connections, long Records, double RecordShare, TimeSpan Before, TimeSpan After)
{
    private const int RecordBytes = 2010; // allocated, measured with 600,000 records of Redis 7.0 with jemalloc 5.3
    private const long MinRecords = 100;

    /// <summary>Reads and checks all parameters.</summary>
    public static RedisLiveParameters Read(ScenarioParameters parameters) => new(
        parameters.Share("read_share"),
        parameters.Number("operations_per_second", 0, 1e7),
        (int)parameters.Integer("connections", 1, 256),
        parameters.Integer("records", 0, int.MaxValue),
        parameters.Share("record_share"),
        TimeSpan.FromSeconds(parameters.Number("before_seconds", 0, 3600)),
        TimeSpan.FromSeconds(parameters.Number("after_seconds", 0, 3600)));

    /// <summary>Records for a memory size.</summary>
    /// <exception cref="UsageException">The memory is too small.</exception>
    public long RecordsFor(long memoryBytes)
    {
        long records = Records > 0 ? Records : (long)(memoryBytes * RecordShare / RecordBytes);
        if (records >= MinRecords && records * RecordBytes < memoryBytes) return records;
        throw new UsageException($"--memory {Units.FormatSize(memoryBytes)} has no room for a redis-server with {records} records; use "
            + "more memory, for example 64MiB.");
    }
}
