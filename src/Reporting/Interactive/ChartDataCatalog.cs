using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;
using ScottPlot;

namespace MultifdBench.Reporting.Interactive;

/// <summary>Collects what the interactive charts show, from the same series, colours and runs as the PNG charts.</summary>
internal static class ChartDataCatalog
{
    private static readonly Metric[] Metrics =
        [Metric.TotalTime, Metric.GuestThroughput, Metric.PagesPerSecond, Metric.Throughput, Metric.Downtime, Metric.Cpu, Metric.Ratio];

    /// <summary>The charts of a scope; null when no combination of it completed a run.</summary>
    /// <param name="scope">One guest in one environment.</param>
    /// <param name="id">For <see cref="ChartData.Id"/>.</param>
    public static ChartData? Of(ChartScope scope, string id)
    {
        IReadOnlyList<ChartSeries> all = ChartSeries.Of(scope.Rows, scope.Looks);
        ChartSeries[] completed = [.. all.Where(series => series.Rows.Count > 0)];
        if (completed.Length == 0) return null;
        int sizesChannels = MedianRuns.ChannelCount(completed);
        SeriesData[] series = [.. all.Select(
            one => Series(scope.Results, one, PageSizeDistribution.Curve(scope.Results, one, sizesChannels)))];
        return new ChartData(
            id,
            scope.Title,
            scope.Origin,
            [.. all.SelectMany(Rows).Select(row => row.Combination.Channels).Distinct().Order()],
            [.. Metrics.Select(metric => new MetricData(metric.Key, metric.Name, metric.Unit))],
            series,
            [.. completed.GroupBy(one => one.IsMeasured).Select(Front)],
            series.Any(one => one.Sizes.Count > 0) ? sizesChannels : null);
    }

    private static SeriesData Series(ResultSet results, ChartSeries series, IReadOnlyList<(double Bytes, double Percent)> sizes) => new(
        series.Name,
        Hex(series.Color),
        series.IsMeasured,
        [.. Rows(series).Select(Row)],
        [.. series.Rows.Select(row => Timeline(results, row)).OfType<TimelineData>()],
        [.. sizes.Select(point => new[] { point.Bytes, Rounded(point.Percent) })]);

    private static IEnumerable<SummaryRow> Rows(ChartSeries series) =>
        series.Rows.Concat(series.Failed).OrderBy(row => row.Combination.Channels);

    private static RowData Row(SummaryRow row) => new(
        row.Combination.Channels,
        row.N,
        Remarks.Of(row),
        Rounded(row.TotalTimeBoundMs),
        [.. Metrics.Select(metric => metric.Of(row)).Select(Figure)]);

    private static double?[] Figure(Estimate estimate) => [Rounded(estimate.Median), Rounded(estimate.Lo), Rounded(estimate.Hi)];

    private static TimelineData? Timeline(ResultSet results, SummaryRow row)
    {
        if (MedianRuns.Of(results, row.Combination) is not { } run) return null;
        double?[][] rounds =
        [
            .. results.RoundsOf(run).OrderBy(round => round.Round).Select(round => new double?[]
            {
                Rounded(round.StartMs), Rounded(round.DurationMs), round.DirtyPagesAtStart, round.ZeroPages, round.NormalPages,
                round.WireBytes, Rounded(round.Mbps),
            }),
        ];
        return rounds.Length == 0 ? null : new TimelineData(row.Combination.Channels, Rounded(run.TotalTimeMs), rounds);
    }

    private static FrontData Front(IGrouping<bool, ChartSeries> source) => new(
        source.Key,
        [
            .. ParetoFront.Of(source.SelectMany(series => series.Rows)
                    .Where(RatioScatter.HasPoint)
                    .Select(row => (row.Ratio.Median!.Value, Metric.GuestThroughput.Of(row).Median!.Value)))
                .Select(point => new[] { Rounded(point.X), Rounded(point.Y) }),
        ]);

    /// <summary>Five significant digits: more than anyone reads off a chart, a third of the bytes.</summary>
    private static double Rounded(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return 0;
        int digits = Math.Clamp(4 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15);
        return Math.Round(value, digits);
    }

    private static double? Rounded(double? value) => value is { } number && double.IsFinite(number) ? Rounded(number) : null;

    private static string Hex(Color color) => Invariant.Text($"#{color.R:x2}{color.G:x2}{color.B:x2}");
}
