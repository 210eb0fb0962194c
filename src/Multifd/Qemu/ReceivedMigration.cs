using MultifdBench.Guest;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Qemu;

/// <summary>What arrived on one connection.</summary>
/// <param name="Name"><c>main</c> or <c>channel N</c>.</param>
/// <param name="WireBytes">Everything received.</param>
/// <param name="Packets">Packets, SYNC packets included; 0 on the main connection.</param>
/// <param name="Pages">Pages with content and zero pages.</param>
/// <param name="PayloadBytes">Bytes of payloads.</param>
public sealed record ReceivedConnection(string Name, long WireBytes, long Packets, PageCounts Pages, long PayloadBytes);

/// <summary>A migration as its destination saw it; where it failed, as far as it came.</summary>
public sealed record ReceivedMigration
{
    /// <summary>What went wrong first; null when everything has arrived and was applied.</summary>
    public required Exception? Failure { get; init; }

    /// <summary>The source's machine, for example <c>pc-i440fx-7.2</c>; empty when the stream did not come so far.</summary>
    public required string Machine { get; init; }

    /// <summary>7.2: every section's end is a barrier. 9.0: FLUSH records are.</summary>
    public required WireLayout Layout { get; init; }

    /// <summary>The guest's memory; null when the stream ended before its list of RAM blocks.</summary>
    public required GuestMemory? Memory { get; init; }

    /// <summary>Whether the times are those of a recording, not of receiving it here.</summary>
    public required bool HasRecordedTimes { get; init; }

    /// <summary>The main connection, then the channels by number.</summary>
    public required IReadOnlyList<ReceivedConnection> Connections { get; init; }

    /// <summary>What arrived between barriers; the first one is set-up's.</summary>
    public required IReadOnlyList<ReceivedEpoch> Epochs { get; init; }

    /// <summary>Rounds, a lower bound: see <see cref="EpochLog"/>.</summary>
    public required IReadOnlyList<ReceivedEpoch> Rounds { get; init; }

    /// <summary>Compressed sizes of normal pages, each packet's mean for all of its pages.</summary>
    public required PageSizeHistogram PageSizes { get; init; }

    /// <summary>Bytes over time on all connections, from the first one of the main stream.</summary>
    public required ByteTimeline Arrivals { get; init; }

    /// <summary>From the main connection to the end of the last one, nanoseconds.</summary>
    public required long TotalNs { get; init; }

    /// <summary>CPU nanoseconds inside the method, all channels.</summary>
    public required long DecompressNs { get; init; }

    /// <summary>CPU and allocations of all threads.</summary>
    public required ThreadUsage Usage { get; init; }

    /// <summary>What the connections' handshakes agreed on; null for a migration in the clear.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>Multifd channels.</summary>
    public int Channels => Math.Max(Connections.Count - 1, 0);

    /// <summary>Pages of all connections.</summary>
    public PageCounts Pages =>
        new(Connections.Sum(connection => connection.Pages.Normal), Connections.Sum(connection => connection.Pages.Zero));

    /// <summary>Packets of all channels.</summary>
    public long Packets => Connections.Sum(connection => connection.Packets);

    /// <summary>Bytes of all payloads.</summary>
    public long PayloadBytes => Connections.Sum(connection => connection.PayloadBytes);

    /// <summary>Bytes on all connections.</summary>
    public long WireBytes => Connections.Sum(connection => connection.WireBytes);
}
