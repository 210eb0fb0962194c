namespace MultifdBench.Workloads;

/// <summary>A workload whose guest serves somebody who notices the migration.</summary>
public interface IServingGuest
{
    /// <summary>What the service was like, once the workload has stopped; null before its first run.</summary>
    GuestService? Service { get; }

    /// <summary>Pages of the first RAM block, from its beginning, that hold the service's memory.</summary>
    long UsedPages { get; }
}

/// <summary>What a guest's clients saw of a migration, and what showing the guest's memory to the engine cost. All measured.</summary>
/// <param name="Server">What serves, with version and what is asked of it.</param>
/// <param name="DirtyTracking">How written pages were found; one of the names in <see cref="Capture.Dirty.DirtyMethods"/>.</param>
/// <param name="Syncs">Times at which written pages were copied from the server into the memory that is migrated.</param>
/// <param name="CopiedPages">Pages copied then.</param>
/// <param name="CopyMs">Time that took, all of it inside the migration's total time.</param>
/// <param name="StoppedCopyMs">Its part with the server stopped, inside the downtime.</param>
/// <param name="Phases">Before, during and after the migration.</param>
public sealed record GuestService(
    string Server, string DirtyTracking, int Syncs, long CopiedPages, double CopyMs, double StoppedCopyMs,
    IReadOnlyList<ServicePhase> Phases);

/// <summary>Operations and their latencies in one phase.</summary>
/// <param name="Phase"><c>before</c>, <c>during</c> or <c>after</c>; an operation belongs to the phase in which it began.</param>
/// <param name="Seconds">Length.</param>
/// <param name="Operations">Operations begun in it and answered.</param>
/// <param name="OperationsPerSecond">Their rate.</param>
/// <param name="LatencyP50Us">Median latency in microseconds, request to answer.</param>
/// <param name="LatencyP95Us">95th percentile.</param>
/// <param name="LatencyP99Us">99th percentile.</param>
/// <param name="LatencyP999Us">99.9th percentile.</param>
/// <param name="LatencyMaxUs">Longest.</param>
public sealed record ServicePhase(
    string Phase, double Seconds, long Operations, double OperationsPerSecond,
    double LatencyP50Us, double LatencyP95Us, double LatencyP99Us, double LatencyP999Us, double LatencyMaxUs);
