using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Multifd.Source;

/// <summary>How a migration went, as its source saw it; the figures are QEMU's, computed as docs/reading-the-output.md says.</summary>
public sealed record SourceResult
{
    /// <summary>The destination acknowledged everything.</summary>
    public required bool Completed { get; init; }

    /// <summary>From the start to the acknowledgement or the failure, nanoseconds.</summary>
    public required long TotalNs { get; init; }

    /// <summary>Part of <see cref="TotalNs"/> before the first page: threads, connections, block list, first barrier.</summary>
    public required long SetupNs { get; init; }

    /// <summary>From just before the guest was stopped to the acknowledgement, nanoseconds.</summary>
    public required long DowntimeNs { get; init; }

    /// <summary>One per dirty sync.</summary>
    public required IReadOnlyList<Round> Rounds { get; init; }

    /// <summary>Pages sent, with content and zero.</summary>
    public required PageCounts Pages { get; init; }

    /// <summary>Bytes that the method made of the normal pages.</summary>
    public required long PayloadBytes { get; init; }

    /// <summary>All bytes on all connections: payloads, packet headers, initial packets, main stream.</summary>
    public required long WireBytes { get; init; }

    /// <summary>Pages per second in the last window of at least 100 ms; 0 when there was none.</summary>
    public required double PagesPerSecondLast { get; init; }

    /// <summary>Pages dirtied per second between the first and the last dirty sync.</summary>
    public required double DirtyPagesPerSecond { get; init; }

    /// <summary>What was done so that it converges, and what it cost the guest.</summary>
    public ConvergenceResult Convergence { get; init; } = new();

    /// <summary>Syncs of channels at which it was waited for sends without a copy; null without <c>zero-copy-send</c>.</summary>
    public long? ZeroCopyFlushes { get; init; }

    /// <summary><c>dirty-sync-missed-zero-copy</c>: those of them at which the kernel had copied everything.</summary>
    public long? MissedZeroCopyFlushes { get; init; }

    /// <summary>Bytes that the method sent ahead of the first packet; 0 for nothing.</summary>
    public int AgreementBytes { get; init; }

    /// <summary>CPU nanoseconds that it took to make them, part of <see cref="SetupNs"/>.</summary>
    public long AgreementCpuNs { get; init; }

    /// <summary>
    /// Pages that the destination had not been sent when a migration failed whose guest ran there already: the guest is lost. Null where it
    /// is not.
    /// </summary>
    public long? LostPages { get; init; }

    /// <summary>CPU nanoseconds inside the method, all channels.</summary>
    public required long CompressNs { get; init; }

    /// <summary>Compressed sizes of the normal pages.</summary>
    public required PageSizeHistogram PageSizes { get; init; }

    /// <summary>CPU and allocations of all source threads.</summary>
    public required ThreadUsage Usage { get; init; }

    /// <summary>The migration thread's part of <see cref="Usage"/>.</summary>
    public required ThreadUsage MigrationUsage { get; init; }
}
