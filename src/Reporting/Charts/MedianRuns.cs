using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Charts;

/// <summary>Picks what charts of single runs show: one channel count for all methods, and of each method the run in the middle.</summary>
internal static class MedianRuns
{
    /// <summary>The channel count that most methods completed on; of several the middle one.</summary>
    public static int ChannelCount(IReadOnlyList<ChartSeries> series)
    {
        var counts = series.SelectMany(one => one.Rows).GroupBy(row => row.Combination.Channels).ToDictionary(group => group.Key,
            group => group.Count());
        int[] best = [.. counts.Where(pair => pair.Value == counts.Values.Max()).Select(pair => pair.Key).Order()];
        return best[(best.Length - 1) / 2];
    }

    /// <summary>The completed runs of a combination, by total time.</summary>
    public static RunRow[] Completed(ResultSet results, Combination combination) =>
        [.. results.RunsOf(combination).Where(Summary.Counts).OrderBy(run => run.TotalTimeMs)];

    /// <summary>The run in the middle by total time, the faster of two; null when none completed.</summary>
    public static RunRow? Of(ResultSet results, Combination combination) =>
        Completed(results, combination) is { Length: > 0 } runs ? runs[(runs.Length - 1) / 2] : null;
}
