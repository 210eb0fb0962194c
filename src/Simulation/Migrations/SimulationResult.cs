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

    /// <summary>Why it did not complete; else empty.</summary>
    public required string Reason { get; init; }

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

    /// <summary>What was done so that it converges, and what it cost the guest, whose operations are ns of running.</summary>
    public ConvergenceResult Convergence { get; init; } = new();

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

    /// <summary>Whether the downtime says next to nothing but what the host's constant is.</summary>
    public bool IsDowntimeConstant => DowntimeNs > 0 && SwitchoverNs >= ConstantShare * DowntimeNs;

    /// <summary>Its figures, with times counted from the start of the migration. What no software did costs no CPU time there.</summary>
    public RunFigures Figures => new()
    {
        Outcome = Outcome,
        Reason = Reason,
        SetupNs = SetupNs,
        TotalNs = TotalNs,
        DowntimeNs = DowntimeNs,
        Rounds = [.. Rounds.Select(round => new RoundFigures(
            round.StartNs - Rounds[0].StartNs + SetupNs, round.DurationNs, round.DirtyPagesAtStart, round.Pages.Normal, round.Pages.Zero,
            round.WireBytes)
        {
            AtEnd = EndOf(round, Convergence.ActionsIn(round.StartNs - Rounds[0].StartNs + SetupNs, round.DurationNs)),
        })],
        NormalPages = Pages.Normal,
        ZeroPages = Pages.Zero,
        UncompressedBytes = Pages.Normal * Page.SizeBytes,
        PayloadBytes = PayloadBytes,
        WireBytes = WireBytes,
        PagesPerSecondLast = PagesPerSecondLast,
        DirtyPagesPerSecond = DirtyPagesPerSecond,
        CompressNs = CompressNs > 0 ? CompressNs : null,
        DecompressNs = DecompressNs > 0 ? DecompressNs : null,
        SourceCpuNs = SourceCpuNs,
        DestinationCpuNs = DestinationCpuNs,
        CpuThrottlePercentage = Convergence.HighestThrottlePercentage,
        DirtyLimitSleepNs = Convergence.LongestDirtyLimitSleepNs,
        ThrottledNs = Convergence.ThrottledNs,
        GuestOpsShare = Convergence.GuestOperationsShare,
        Postcopy = Convergence.IsPostcopy,
        Timeline = [.. Convergence.Timeline.Select(sample => new TimelineFigures(
            sample.Ns, sample.WireBytes, sample.RemainingBytes, sample.DirtyPagesPerSecond, sample.ThrottlePercentage, GuestOps: null)
        {
            DirtyLimitSleepNs = sample.DirtyLimit?.ThrottleNs,
            DirtyRingFullNs = sample.DirtyLimit?.RingFullNs,
        })],
    };

    private static RoundEnd? EndOf(Round round, string actions) => round.AtEnd is { } end
        ? new RoundEnd(end.RemainingPages * Page.SizeBytes, end.ExpectedDowntimeNs, end.ThrottlePercentage, end.DirtyPagesPerSecond,
            end.DowntimeLimitNs, actions)
        {
            DirtyLimitSleepNs = end.DirtyLimit?.ThrottleNs,
            DirtyRingFullNs = end.DirtyLimit?.RingFullNs,
        }
        : null;

    /// <summary>Fills a row that has its identity.</summary>
    /// <param name="identity">The row.</param>
    /// <param name="seed">The seed that it was simulated with.</param>
    public RunRow ToRow(RunRow identity, long seed) => Figures.ToRow(identity with
    {
        Notes = IsDowntimeConstant ? "downtime is a constant of the host model (switchover_ms)" : "",
        Seed = seed,
    });
}
