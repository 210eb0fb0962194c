using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Results;

namespace MultifdBench.Simulation.Migrations;

/// <summary>How a simulated migration went. Figures mean what they mean for a measured one; times are virtual.</summary>
public sealed record SimulationResult
{
    // Beyond this share, two migrations differ in their downtimes by less than the constant is known.
    private const double ConstantShare = 0.9;

    /// <summary><see cref="RunOutcome.Completed"/> or <see cref="RunOutcome.Timeout"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Start to acknowledgement or timeout, ns.</summary>
    public required long TotalNs { get; init; }

    /// <summary>Part of it before the first page, ns.</summary>
    public required long SetupNs { get; init; }

    /// <summary>Pause of the guest to acknowledgement, ns; 0 when it did not complete.</summary>
    public required long DowntimeNs { get; init; }

    /// <summary>
    /// Part of the downtime that is the host's constant <c>migration.switchover_ms</c>, ns: whatever guest, method and link are.
    /// </summary>
    public required long SwitchoverNs { get; init; }

    /// <summary>One per dirty sync.</summary>
    public required IReadOnlyList<Round> Rounds { get; init; }

    /// <summary>Pages sent.</summary>
    public required PageCounts Pages { get; init; }

    /// <summary>Pages that the destination has processed; equal to those sent when it completed.</summary>
    public required long ReceivedPages { get; init; }

    /// <summary>Bytes that the method made of the normal pages.</summary>
    public required long PayloadBytes { get; init; }

    /// <summary>Payloads, headers and zero-page records.</summary>
    public required long WireBytes { get; init; }

    /// <summary>Pages per second in the last rate window.</summary>
    public required double PagesPerSecondLast { get; init; }

    /// <summary>Pages dirtied per second.</summary>
    public required double DirtyPagesPerSecond { get; init; }

    /// <summary>CPU time of software compression, ns.</summary>
    public required double CompressNs { get; init; }

    /// <summary>CPU time of software decompression, ns.</summary>
    public required double DecompressNs { get; init; }

    /// <summary>CPU time of the source's threads, ns.</summary>
    public required double SourceCpuNs { get; init; }

    /// <summary>CPU time of the destination's threads, ns.</summary>
    public required double DestinationCpuNs { get; init; }

    /// <summary>How busy each part was, the busiest first: where the bottleneck is.</summary>
    public required IReadOnlyList<ResourceUsage> Usage { get; init; }

    /// <summary>Events that it took, of all migrations on the same clock.</summary>
    public required long Events { get; init; }

    /// <summary>Mean throughput on the wire in decimal Mbit/s, set-up apart.</summary>
    public double ThroughputMbps => Units.MegabitsPerSecond(WireBytes, TotalNs - SetupNs);

    /// <summary>Whether the downtime says next to nothing but what the host's constant is.</summary>
    public bool IsDowntimeConstant => DowntimeNs > 0 && SwitchoverNs >= ConstantShare * DowntimeNs;

    /// <summary>What a migration that timed out was at, in words; empty for one that completed.</summary>
    public string Shortfall
    {
        get
        {
            if (Outcome == RunOutcome.Completed) return "";
            if (Rounds.Count <= 1)
                return Rounds.Count == 0
                    ? "nothing was sent"
                    : Invariant.Text($"the first pass had sent {100.0 * Pages.Total / Rounds[0].DirtyPagesAtStart:0} % of memory");
            Round[] again = [.. Rounds.Skip(1)];
            double sent = Units.PerSecond(again.Sum(round => round.Pages.Normal), Math.Max(1, again.Sum(round => round.DurationNs)));
            return Invariant.Text(
                $"round {Rounds.Count} began with {Rounds[^1].DirtyPagesAtStart} dirty pages; {sent:0} pages/s were sent, the guest "
                    + $"writes {DirtyPagesPerSecond:0} pages/s");
        }
    }

    /// <summary>Fills a row that has its identity with the figures, as a measured run does.</summary>
    public RunRow ToRow(RunRow identity, MigrationSetup setup)
    {
        bool completed = Outcome == RunOutcome.Completed;
        long uncompressedBytes = Pages.Normal * Page.SizeBytes;
        return identity with
        {
            Outcome = Outcome,
            Reason = completed ? "" : TimeoutReason.Of(setup.Precopy.TimeoutNs),
            Notes = IsDowntimeConstant ? "downtime is a constant of the host model (switchover_ms)" : "",
            SetupTimeMs = Units.Ms(SetupNs),
            TotalTimeMs = Units.Ms(TotalNs),
            DowntimeMs = completed ? Units.Ms(DowntimeNs) : null,
            Rounds = Rounds.Count,
            NormalPages = Pages.Normal,
            ZeroPages = Pages.Zero,
            UncompressedBytes = uncompressedBytes,
            CompressedBytes = PayloadBytes,
            WireBytes = WireBytes,
            Ratio = PayloadBytes > 0 ? (double)uncompressedBytes / PayloadBytes : null,
            ThroughputMbps = completed ? ThroughputMbps : null,
            PagesPerSecond = completed ? Units.PerSecond(Pages.Total, TotalNs - SetupNs) : null,
            PagesPerSecondLast = PagesPerSecondLast > 0 ? PagesPerSecondLast : null,
            DirtyPagesPerSecond = DirtyPagesPerSecond,
            CompressNsPerPage = PerPage(CompressNs),
            DecompressNsPerPage = PerPage(DecompressNs),
            SourceCpuS = SourceCpuNs / 1e9,
            DestinationCpuS = DestinationCpuNs / 1e9,
            Seed = setup.Seed,
        };
    }

    /// <summary>The rounds as rows, times counted from the start of the migration.</summary>
    public IReadOnlyList<RoundRow> ToRounds(string runId)
    {
        long originNs = Rounds[0].StartNs - SetupNs;
        return [.. Rounds.Select((round, i) => new RoundRow
        {
            RunId = runId,
            Round = i + 1,
            StartMs = Units.Ms(round.StartNs - originNs),
            DurationMs = Units.Ms(round.DurationNs),
            DirtyPagesAtStart = round.DirtyPagesAtStart,
            ZeroPages = round.Pages.Zero,
            NormalPages = round.Pages.Normal,
            WireBytes = round.WireBytes,
            Mbps = round.DurationNs > 0 ? Units.MegabitsPerSecond(round.WireBytes, round.DurationNs) : null,
        })];
    }

    private double? PerPage(double ns) => Pages.Normal > 0 && ns > 0 ? ns / Pages.Normal : null;
}
