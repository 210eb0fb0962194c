using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Received;

/// <summary>
/// A received migration as rows. What only its source knows is empty: level, downtime, bandwidth limit, compression time; and nothing
/// compares the memories.
/// </summary>
/// <param name="migration">What arrived.</param>
/// <param name="method">The method that decoded it.</param>
public sealed class ReceivedRun(ReceivedMigration migration, IMultifdMethod method)
{
    /// <summary>One of <see cref="RunOutcome"/>.</summary>
    public string Outcome => migration.Failure is null ? RunOutcome.Completed : RunOutcome.Failed;

    /// <summary>Why it failed, in one line; empty when it did not.</summary>
    public string Reason => migration.Failure switch
    {
        null => "",
        OperationCanceledException => "interrupted",
        Exception failure => failure.Message.ReplaceLineEndings(" "),
    };

    /// <summary>Bytes of the pages that had content.</summary>
    public long UncompressedBytes => migration.Pages.Normal * Page.SizeBytes;

    /// <summary>Uncompressed ÷ compressed bytes; null when nothing was compressed.</summary>
    public double? Ratio => migration.PayloadBytes > 0 ? (double)UncompressedBytes / migration.PayloadBytes : null;

    /// <summary>Who found zero pages, as far as the wire shows it; empty when there was none.</summary>
    public string ZeroPageDetection =>
        migration.Connections.Skip(1).Any(channel => channel.Pages.Zero > 0) ? "multifd" : migration.Pages.Zero > 0 ? "legacy" : "";

    /// <summary>The row of <c>runs.csv</c>.</summary>
    /// <param name="workload">What is known of the guest, for example <c>qemu</c>.</param>
    /// <param name="timestampUtc">When it began.</param>
    public RunRow ToRow(string workload, DateTimeOffset timestampUtc)
    {
        bool isCompleted = migration.Failure is null;
        long setupNs = migration.Epochs.Count > 0 ? migration.Epochs[0].EndNs : 0;
        long activeNs = migration.TotalNs - setupNs;
        return Combination(workload).NewRow(1, timestampUtc) with
        {
            Library = method.Facts.Library,
            Outcome = Outcome,
            Reason = Reason,
            SetupTimeMs = migration.Epochs.Count > 0 ? Units.Ms(setupNs) : null,
            TotalTimeMs = Units.Ms(migration.TotalNs),
            Rounds = migration.Rounds.Count,
            NormalPages = migration.Pages.Normal,
            ZeroPages = migration.Pages.Zero,
            UncompressedBytes = UncompressedBytes,
            CompressedBytes = migration.PayloadBytes,
            WireBytes = migration.WireBytes,
            Ratio = Ratio,
            ThroughputMbps = isCompleted ? Units.MegabitsPerSecond(migration.WireBytes, activeNs) : null,
            PagesPerSecond = isCompleted ? Units.PerSecond(migration.Pages.Total, activeNs) : null,
            DecompressNsPerPage = RunRows.CpuPerPage(migration.DecompressNs, migration.Pages.Normal),
            DestinationCpuS = RunRows.CpuSeconds(migration.Usage),
            PeakRssMib = PeakMemory.ReadBytes() / (double)Units.MiB,
        };
    }

    /// <summary>The rounds as rows; the pages dirty at a round's start are those that it sent.</summary>
    public IReadOnlyList<RoundRow> ToRounds(string runId) => [.. migration.Rounds.Select((round, index) => new RoundRow
    {
        RunId = runId,
        Round = index + 1,
        StartMs = Units.Ms(round.EndNs - round.DurationNs),
        DurationMs = Units.Ms(round.DurationNs),
        DirtyPagesAtStart = round.Pages.Total,
        ZeroPages = round.Pages.Zero,
        NormalPages = round.Pages.Normal,
        WireBytes = round.WireBytes,
        Mbps = round.DurationNs > 0 ? Units.MegabitsPerSecond(round.WireBytes, round.DurationNs) : null,
    })];

    /// <summary>The distribution of compressed page sizes as rows.</summary>
    public IReadOnlyList<PageSizeRow> ToPageSizes(string runId) => RunRows.PageSizes(runId, migration.PageSizes);

    private Combination Combination(string workload) => new()
    {
        Workload = workload,
        MemoryMib = (migration.Memory?.TotalBytes ?? 0) / (double)Units.MiB,
        Method = method.Name,
        Accel = method.Facts.Accelerator,
        Path = method.Facts.Path,
        Huffman = method.Facts.Huffman,
        Streams = method.Facts.Streams,
        Channels = migration.Channels,
        ZeroPageDetection = ZeroPageDetection,
        Transport = "tcp",
        WireLayout = migration.Layout.Name(),
    };
}
