using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Answers;

/// <summary>A configuration that may win: the fastest channel count of one method.</summary>
/// <param name="Name">In words: <c>zstd-1 on 4 channels</c>.</param>
/// <param name="Row">Its figures.</param>
/// <param name="TotalTimesMs">Total times of its completed runs, ms.</param>
internal sealed record Contender(string Name, SummaryRow Row, double[] TotalTimesMs)
{
    /// <summary>One contender per method that completed a run, the fastest first.</summary>
    public static IReadOnlyList<Contender> Of(ResultSet results, IEnumerable<SummaryRow> rows) =>
    [
        .. ChartSeries.Of(rows)
            .Where(series => series.Rows.Any(HasTime))
            .Select(series => Create(results, series.MethodName, series.Rows.Where(HasTime).MinBy(row => row.TotalTimeMs.Median)!))
            .OrderBy(contender => contender.Row.TotalTimeMs.Median),
    ];

    /// <summary>Whether it sends fewer bytes than it is given.</summary>
    public bool Compresses => Row.Combination.Method != "none";

    /// <summary>Whether it is plain zlib, what the series' tables compare with.</summary>
    public bool IsBaseline => Row.Combination is { Method: "zlib", Accel: "" or "none" };

    private static bool HasTime(SummaryRow row) => row.TotalTimeMs.Median > 0;

    private static Contender Create(ResultSet results, string method, SummaryRow row) => new(
        $"{method} on {RowLabels.ChannelsInWords(row.Combination.Channels)}",
        row,
        [.. MedianRuns.Completed(results, row.Combination).Select(run => run.TotalTimeMs).OfType<double>()]);
}
