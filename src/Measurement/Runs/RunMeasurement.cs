using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Runs;

/// <summary>What a run gave, before it is a row.</summary>
/// <param name="Sent">The source's view.</param>
/// <param name="Received">The destination's view.</param>
/// <param name="Outcome">One of <see cref="RunOutcome"/>.</param>
/// <param name="Reason">Why it did not complete, else empty.</param>
/// <param name="Verified">Whether the memories are equal; null when they were not compared.</param>
/// <param name="PeakRssBytes">The process's peak resident set during the run; the sum of both where source and destination are two
/// processes.</param>
public sealed record RunMeasurement(SourceResult Sent, DestinationResult Received, string Outcome, string Reason, bool? Verified,
    long PeakRssBytes)
{
    /// <summary>Fills a row that has its identity with the figures. A run that did not complete has no downtime and no rates.</summary>
    public RunRow ToRow(RunRow identity)
    {
        bool completed = Outcome == RunOutcome.Completed;
        long activeNs = Sent.TotalNs - Sent.SetupNs;
        long uncompressedBytes = Sent.Pages.Normal * Page.SizeBytes;
        return identity with
        {
            Outcome = Outcome,
            Reason = Reason,
            Verified = Verified,
            SetupTimeMs = Units.Ms(Sent.SetupNs),
            TotalTimeMs = Units.Ms(Sent.TotalNs),
            DowntimeMs = completed ? Units.Ms(Sent.DowntimeNs) : null,
            Rounds = Sent.Rounds.Count,
            NormalPages = Sent.Pages.Normal,
            ZeroPages = Sent.Pages.Zero,
            UncompressedBytes = uncompressedBytes,
            CompressedBytes = Sent.PayloadBytes,
            WireBytes = Sent.WireBytes,
            Ratio = Sent.PayloadBytes > 0 ? (double)uncompressedBytes / Sent.PayloadBytes : null,
            ThroughputMbps = completed ? Units.MegabitsPerSecond(Sent.WireBytes, activeNs) : null,
            PagesPerSecond = completed ? Units.PerSecond(Sent.Pages.Total, activeNs) : null,
            PagesPerSecondLast = Sent.PagesPerSecondLast > 0 ? Sent.PagesPerSecondLast : null,
            DirtyPagesPerSecond = Sent.DirtyPagesPerSecond,
            CompressNsPerPage = RunRows.CpuPerPage(Sent.CompressNs, Sent.Pages.Normal),
            DecompressNsPerPage = Received.HasCpuTimes ? RunRows.CpuPerPage(Received.DecompressNs, Received.Pages.Normal) : null,
            SourceCpuS = RunRows.CpuSeconds(Sent.Usage),
            DestinationCpuS = Received.HasCpuTimes ? RunRows.CpuSeconds(Received.Usage) : null,
            AllocatedBytesPerPage =
                Sent.Pages.Total > 0 ? (double)(Sent.Usage.AllocatedBytes + Received.Usage.AllocatedBytes) / Sent.Pages.Total : null,
            PeakRssMib = PeakRssBytes / (double)Units.MiB,
        };
    }

    /// <summary>The rounds as rows, times counted from the start of the migration.</summary>
    public IReadOnlyList<RoundRow> ToRounds(string runId)
    {
        if (Sent.Rounds.Count == 0) return [];
        long originNs = Sent.Rounds[0].StartNs - Sent.SetupNs;
        return [.. Sent.Rounds.Select((round, index) => ToRound(runId, index + 1, round, originNs))];
    }

    /// <summary>The buckets of the page-size histogram that hold pages.</summary>
    public IReadOnlyList<PageSizeRow> ToPageSizes(string runId) => RunRows.PageSizes(runId, Sent.PageSizes);

    private static RoundRow ToRound(string runId, int number, Round round, long originNs) => new()
    {
        RunId = runId,
        Round = number,
        StartMs = Units.Ms(round.StartNs - originNs),
        DurationMs = Units.Ms(round.DurationNs),
        DirtyPagesAtStart = round.DirtyPagesAtStart,
        ZeroPages = round.Pages.Zero,
        NormalPages = round.Pages.Normal,
        WireBytes = round.WireBytes,
        Mbps = round.DurationNs > 0 ? Units.MegabitsPerSecond(round.WireBytes, round.DurationNs) : null,
    };
}
