using System.Globalization;
using MultifdBench.Results;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// How small pages become: the share of pages that need at most so many bytes, all completed runs of each method at one channel count
/// together. A cumulative curve needs no bins of its own and lets methods be compared at any size.
/// </summary>
internal static class PageSizeDistribution
{
    private const int PageBytes = 4096;

    /// <summary>The chart, or null when no page sizes were recorded.</summary>
    public static Plot? Create(ChartScope scope)
    {
        IReadOnlyList<ChartSeries> all = [.. ChartSeries.Of(scope.Rows).Where(series => series.Rows.Count > 0)];
        if (all.Count == 0 || scope.Results.PageSizes.Count == 0) return null;
        int channels = MedianRuns.ChannelCount(all);
        ILookup<string, PageSizeRow> sizes = scope.Results.PageSizes.ToLookup(row => row.RunId);
        Plot plot = ChartStyle.Create(
            FormattableString.Invariant($"Compressed page sizes — {scope.Title}, {channels} channel(s)").Replace("(s)", channels == 1 ? "" : "s", StringComparison.Ordinal),
            $"{scope.Results.HostLabel}; pages sent with content, all completed runs of each method; zero pages apart");
        bool any = false;
        foreach (ChartSeries series in all) any |= AddCurve(plot, series, Buckets(scope.Results, series, channels, sizes));
        if (!any) return null;
        SetAxes(plot);
        ChartStyle.ShowLegend(plot);
        return plot;
    }

    private static (int Bytes, long Pages)[] Buckets(ResultSet results, ChartSeries series, int channels, ILookup<string, PageSizeRow> sizes)
    {
        IEnumerable<RunRow> runs = series.Rows
            .Where(row => row.Combination.Channels == channels)
            .SelectMany(row => MedianRuns.Completed(results, row.Combination));
        return
        [
            .. runs.SelectMany(run => sizes[run.RunId])
                .GroupBy(row => Math.Min(row.BucketBytes, PageBytes))
                .Select(group => (group.Key, group.Sum(row => row.Pages)))
                .OrderBy(bucket => bucket.Item1),
        ];
    }

    private static bool AddCurve(Plot plot, ChartSeries series, (int Bytes, long Pages)[] buckets)
    {
        double total = buckets.Sum(bucket => bucket.Pages);
        if (total == 0) return false;
        List<double> x = [0];
        List<double> y = [0];
        foreach ((int bytes, long pages) in buckets)
        {
            x.Add(bytes);
            y.Add(y[^1] + 100 * pages / total);
        }

        Scatter line = plot.Add.ScatterLine(x.ToArray(), y.ToArray(), series.Color);
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.LineWidth = ChartStyle.LineWidth(series.IsMeasured);
        line.LegendText = series.Name;
        return true;
    }

    private static void SetAxes(Plot plot)
    {
        double[] ticks = [.. Enumerable.Range(0, 9).Select(tick => tick * 512.0)];
        plot.Axes.Bottom.TickGenerator = new NumericManual(ticks, [.. ticks.Select(tick => tick.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimits(0, PageBytes + 60, 0, 103);
        plot.XLabel("compressed size of a page (bytes); 4096 did not shrink", size: ChartStyle.TextSize + 1);
        plot.YLabel("share of pages of at most that size (%)", size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
    }
}
