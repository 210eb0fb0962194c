using System.Globalization;
using MultifdBench.Reporting.Tables;
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

    /// <summary>The chart, or null when no page sizes were recorded.</summary>
    public static Plot? Create(ChartScope scope)
    {
        IReadOnlyList<ChartSeries> all = [.. ChartSeries.Of(scope.Rows, scope.Looks).Where(series => series.Rows.Count > 0)];
        if (all.Count == 0 || scope.Results.PageSizes.Count == 0) return null;
        int channels = MedianRuns.ChannelCount(all);
        Plot plot = ChartStyle.Create(
            $"Compressed page sizes — {scope.Title}, {RowLabels.ChannelsInWords(channels)}",
            $"{scope.Results.HostLabel}; pages sent with content, all completed runs of each method; zero pages apart");
        bool any = false;
        foreach (ChartSeries series in all) any |= AddCurve(plot, series, Curve(scope.Results, series, channels));
        if (!any) return null;
        SetAxes(plot);
        ChartStyle.ShowLegend(plot);
        return plot;
    }

    /// <summary>
    /// The curve of a series on <paramref name="channels"/> channels, from 0 bytes on; empty when its runs recorded no sizes.
    /// </summary>
    /// <param name="results">The result set.</param>
    /// <param name="series">The method.</param>
    /// <param name="channels">Channel count.</param>
    public static IReadOnlyList<(double Bytes, double Percent)> Curve(ResultSet results, ChartSeries series, int channels)
    {
        var buckets = series.Rows
            .Where(row => row.Combination.Channels == channels)
            .SelectMany(row => MedianRuns.Completed(results, row.Combination))
            .SelectMany(results.PageSizesOf)
            .GroupBy(row => Math.Min(row.BucketBytes, Metric.PageBytes))
            .Select(group => (Bytes: group.Key, Pages: group.Sum(row => row.Pages)))
            .OrderBy(bucket => bucket.Bytes)
            .ToArray();
        double total = buckets.Sum(bucket => bucket.Pages);
        if (total == 0) return [];
        List<(double Bytes, double Percent)> curve = [(0, 0)];
        foreach ((int bytes, long pages) in buckets) curve.Add((bytes, curve[^1].Percent + 100 * pages / total));
        return curve;
    }

    private static bool AddCurve(Plot plot, ChartSeries series, IReadOnlyList<(double Bytes, double Percent)> curve)
    {
        if (curve.Count == 0) return false;
        Scatter line = plot.Add.ScatterLine(curve.Select(point => point.Bytes).ToArray(), curve.Select(point => point.Percent).ToArray(),
            series.Color);
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.LineWidth = ChartStyle.LineWidth(series.IsMeasured);
        line.LegendText = series.Name;
        return true;
    }

    private static void SetAxes(Plot plot)
    {
        double[] ticks = [.. Enumerable.Range(0, 9).Select(tick => tick * 512.0)];
        plot.Axes.Bottom.TickGenerator = new NumericManual(ticks, [.. ticks.Select(tick => tick.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimits(0, Metric.PageBytes + 60, 0, 103);
        plot.XLabel("compressed size of a page (bytes); 4096 did not shrink", size: ChartStyle.TextSize + 1);
        plot.YLabel("share of pages of at most that size (%)", size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
    }
}
