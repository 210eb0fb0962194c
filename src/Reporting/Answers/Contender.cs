using MultifdBench.Comparison;
using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Answers;

/// <summary>
/// A configuration that may win: of one method the fewest channels that are not told apart from its fastest. More channels cost threads,
/// and connections; where they gain nothing that is known, they do not win.
/// </summary>
/// <param name="Name">In words: <c>zstd-1 on 4 channels</c>.</param>
/// <param name="Row">Its figures.</param>
/// <param name="Runs">Its completed runs.</param>
internal sealed record Contender(string Name, SummaryRow Row, IReadOnlyList<RunRow> Runs)
{
    /// <summary>
    /// One contender per method, the fastest first. A configuration that did not complete every run is none: its figures are of its luckier
    /// runs.
    /// </summary>
    public static IReadOnlyList<Contender> Of(ChartScope scope, IEnumerable<SummaryRow> rows) =>
    [
        .. ChartSeries.Of(rows, scope.Looks)
            .Select(series => Choose([.. series.Rows.Where(IsCandidate).Select(row => Create(scope.Results, series.MethodName, row))]))
            .OfType<Contender>()
            .OrderBy(contender => contender.Row.TotalTimeMs.Median),
    ];

    /// <summary>As tables name it: <c>zstd-1, 4 chl</c>.</summary>
    public required string Brief { get; init; }

    /// <summary>The method alone, with what tells it from others: <c>zstd-1</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Where a line has little room: <c>zstd-1 (4)</c>.</summary>
    public string Briefest => Invariant.Text($"{Method} ({Row.Combination.Channels})");

    /// <summary>Whether it sends fewer bytes than it is given.</summary>
    public bool Compresses => Row.Combination.Method != "none";

    /// <summary>Whether it is plain zlib, what the series' tables compare with.</summary>
    public bool IsBaseline => Speedup.IsBaseline(Row.Combination);

    /// <summary>Whether its figures are a model's.</summary>
    public bool IsSimulated => Row.Combination.Source == RunSource.Simulated;

    /// <summary>Positive figures of its runs.</summary>
    public double[] Values(RunMetric metric) =>
        [.. Runs.Select(metric.Of).OfType<double>().Where(value => value > 0 && double.IsFinite(value))];

    /// <summary>Whether a row may stand for its method.</summary>
    public static bool IsCandidate(SummaryRow row) => row.Failures == 0 && row.TotalTimeMs.Median > 0;

    private static Contender? Choose(Contender[] channels)
    {
        if (Ranking.Of(channels, RunMetric.TotalTime) is not { } ranking) return null;
        return ranking.Tied.Select(contest => contest.Other).Append(ranking.Leader).MinBy(contender => contender.Row.Combination.Channels);
    }

    private static Contender Create(ResultSet results, string method, SummaryRow row) => new(
        $"{method} on {RowLabels.ChannelsInWords(row.Combination.Channels)}",
        row,
        MedianRuns.Completed(results, row.Combination))
    {
        Method = method,
        Brief = Invariant.Text($"{method}, {row.Combination.Channels} chl"),
    };
}
