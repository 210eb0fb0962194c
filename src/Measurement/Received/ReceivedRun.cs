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
    /// <summary>Its figures; the pages dirty at a round's start are those that it sent.</summary>
    public RunFigures Figures { get; } = new()
    {
        Outcome = migration.Failure is null ? RunOutcome.Completed : RunOutcome.Failed,
        Reason = migration.Failure switch
        {
            null => "",
            OperationCanceledException => "interrupted",
            Exception failure => failure.Message.ReplaceLineEndings(" "),
        },
        SetupNs = migration.Epochs.Count > 0 ? migration.Epochs[0].EndNs : null,
        TotalNs = migration.TotalNs,
        Rounds = [.. migration.Rounds.Select(round => new RoundFigures(
            round.EndNs - round.DurationNs, round.DurationNs, round.Pages.Total, round.Pages.Normal, round.Pages.Zero, round.WireBytes))],
        NormalPages = migration.Pages.Normal,
        ZeroPages = migration.Pages.Zero,
        UncompressedBytes = migration.Pages.Normal * Page.SizeBytes,
        PayloadBytes = migration.PayloadBytes,
        WireBytes = migration.WireBytes,
        DecompressNs = RunRows.Cpu(migration.DecompressNs),
        DestinationCpuNs = RunRows.Cpu(migration.Usage.CpuNs),
        TlsVersion = migration.Tls?.Version ?? "",
        TlsCipher = migration.Tls?.Cipher ?? "",
        TlsHandshakeNs = migration.Tls?.HandshakeNs,
    };

    /// <summary>Who found zero pages, as far as the wire shows it; empty when there was none.</summary>
    public string ZeroPageDetection =>
        migration.Connections.Skip(1).Any(channel => channel.Pages.Zero > 0) ? "multifd" : migration.Pages.Zero > 0 ? "legacy" : "";

    /// <summary>The row of <c>runs.csv</c>.</summary>
    /// <param name="workload">What is known of the guest, for example <c>qemu</c>.</param>
    /// <param name="timestampUtc">When it began.</param>
    public RunRow ToRow(string workload, DateTimeOffset timestampUtc) =>
        (Figures with { PeakRssBytes = PeakMemory.ReadBytes() }).ToRow(
            Combination(workload).NewRow(1, timestampUtc) with { Library = method.Facts.Library });

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
        Tls = migration.Tls is not null,
    };
}
