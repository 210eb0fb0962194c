using MultifdBench.Guest;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Runs;

/// <summary>Figures of a run as rows take them, the same for migrations of our own and for received ones.</summary>
internal static class RunRows
{
    /// <summary>The buckets of a histogram that hold pages.</summary>
    public static IReadOnlyList<PageSizeRow> PageSizes(string runId, PageSizeHistogram histogram)
    {
        List<PageSizeRow> rows = [];
        ReadOnlySpan<long> pages = histogram.Pages;
        for (int i = 0; i < pages.Length; i++)
        {
            if (pages[i] > 0)
                rows.Add(new PageSizeRow { RunId = runId, BucketBytes = i * PageSizeHistogram.BucketBytes, Pages = pages[i] });
        }

        return rows;
    }

    /// <summary>Rounds as the policy counted them, their starts moved to the migration's.</summary>
    public static IReadOnlyList<RoundFigures> Rounds(IReadOnlyList<Round> rounds, long setupNs, ConvergenceResult convergence)
    {
        if (rounds.Count == 0) return [];
        long originNs = rounds[0].StartNs - setupNs;
        return [.. rounds.Select(round => new RoundFigures(
            round.StartNs - originNs, round.DurationNs, round.DirtyPagesAtStart, round.Pages.Normal, round.Pages.Zero, round.WireBytes)
        {
            AtEnd = round.AtEnd is { } end
                ? new RoundEnd(end.RemainingPages * Page.SizeBytes, end.ExpectedDowntimeNs, end.ThrottlePercentage, end.DirtyPagesPerSecond,
                    end.DowntimeLimitNs, convergence.ActionsIn(round.StartNs - originNs, round.DurationNs))
                {
                    DirtyLimitSleepNs = end.DirtyLimit?.ThrottleNs,
                    DirtyRingFullNs = end.DirtyLimit?.RingFullNs,
                }
                : null,
        })];
    }

    /// <summary>Readings of every 100 ms.</summary>
    public static IReadOnlyList<TimelineFigures> Timeline(ConvergenceResult convergence) =>
    [
        .. convergence.Timeline.Select(sample => new TimelineFigures(
            sample.Ns, sample.WireBytes, sample.RemainingBytes, sample.DirtyPagesPerSecond, sample.ThrottlePercentage,
            sample.GuestOperations)
        {
            DirtyLimitSleepNs = sample.DirtyLimit?.ThrottleNs,
            DirtyRingFullNs = sample.DirtyLimit?.RingFullNs,
        }),
    ];

    /// <summary>CPU time, ns; null where the clock is missing.</summary>
    public static double? Cpu(long ns) => ThreadCpuClock.IsAvailable ? ns : null;
}
