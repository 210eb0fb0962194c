using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// How small pages become: the share of pages that need at most so many bytes, all completed runs of each method at one channel count
/// together. A cumulative curve needs no bins of its own and lets methods be compared at any size.
/// </summary>
internal static class PageSizeDistribution
{
    /// <summary>Between the curves and their names, bytes of the axis.</summary>
    private const double LabelGap = 80;

    private const double HalfOfThePages = 50;

    /// <summary>The chart, or null when no page sizes were recorded.</summary>
    public static Drawing? Create(ChartScope scope)
    {
        IReadOnlyList<ChartSeries> all = [.. ChartSeries.Of(scope.Rows, scope.Looks).Where(series => series.Rows.Count > 0)];
        if (all.Count == 0 || scope.Results.PageSizes.Count == 0) return null;
        int channels = MedianRuns.ChannelCount(all);
        Plot plot = ChartStyle.Create(
            $"Compressed page sizes — {scope.Title}, {RowLabels.ChannelsInWords(channels)}",
            $"{scope.Results.HostLabel}; pages sent with content, all completed runs of each method; zero pages apart\n"
                + "Markers and names: the size that half of a method's pages do not exceed");
        (ChartSeries Series, IReadOnlyList<(double Bytes, double Percent)> Curve)[] curves =
            [.. all.Select(series => (series, Curve(scope.Results, series, channels))).Where(one => one.Item2.Count > 0)];
        if (curves.Length == 0) return null;
        foreach ((ChartSeries series, IReadOnlyList<(double Bytes, double Percent)> curve) in curves)
            ChartStyle.AddLine(plot, [.. Steps(curve)], series.Mark);
        foreach ((ChartSeries series, IReadOnlyList<(double Bytes, double Percent)> curve) in curves)
            ChartStyle.AddPoints(plot, [new Coordinates(Median(curve), HalfOfThePages)], series.Mark);
        SpreadLabels.Entry[] labels = [.. curves.Select(one => Label(one.Series, one.Curve))];
        const double Column = Metric.PageBytes + LabelGap;
        SetAxes(plot, SpreadLabels.RightEnd(0, Column, labels, Column));
        SpreadLabels.AddColumn(plot, labels, Column);
        return new Drawing(plot, Summary(curves), Figures(curves), []);
    }

    /// <summary>
    /// The curve of a series on <paramref name="channels"/> channels, from 0 bytes on; empty when its runs recorded no sizes.
    /// </summary>
    /// <param name="results">The result set.</param>
    /// <param name="series">The method.</param>
    /// <param name="channels">Channel count.</param>
    private static List<(double Bytes, double Percent)> Curve(ResultSet results, ChartSeries series, int channels)
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

    /// <summary>Level up to each size, then up.</summary>
    private static IEnumerable<Coordinates> Steps(IReadOnlyList<(double Bytes, double Percent)> curve)
    {
        yield return new Coordinates(curve[0].Bytes, curve[0].Percent);
        for (int i = 1; i < curve.Count; i++)
        {
            yield return new Coordinates(curve[i].Bytes, curve[i - 1].Percent);
            yield return new Coordinates(curve[i].Bytes, curve[i].Percent);
        }
    }

    private static double Median(IReadOnlyList<(double Bytes, double Percent)> curve) =>
        curve.First(point => point.Percent >= HalfOfThePages).Bytes;

    private static string Describe(ChartSeries series, IReadOnlyList<(double Bytes, double Percent)> curve) =>
        $"{series.Name}: {Units.Significant(Median(curve))}";

    /// <summary>The name leads to where the curve has half of the pages.</summary>
    private static SpreadLabels.Entry Label(ChartSeries series, IReadOnlyList<(double Bytes, double Percent)> curve) =>
        new(Describe(series, curve), Median(curve), HalfOfThePages, series.Color);

    private static string Summary((ChartSeries Series, IReadOnlyList<(double Bytes, double Percent)> Curve)[] curves) =>
        "Share of pages that need at most so many bytes when compressed; half of the pages need at most: "
        + $"{string.Join("; ", curves.Select(one => $"{one.Series.Name} {Units.Significant(Median(one.Curve))} bytes"))}.";

    private static ChartFigures Figures((ChartSeries Series, IReadOnlyList<(double Bytes, double Percent)> Curve)[] curves) => new(
        ["method", "source", "size of a page at most (bytes)", "share of pages (%)"],
        [
            .. from one in curves
               from point in one.Curve
               select new[]
               {
                   one.Series.MethodName, one.Series.Combination.Source, ChartFigures.Number(point.Bytes), Units.Significant(point.Percent),
               },
        ]);

    private static void SetAxes(Plot plot, double right)
    {
        double[] ticks = [.. Enumerable.Range(0, 9).Select(tick => tick * 512.0)];
        plot.Axes.Bottom.TickGenerator = new NumericManual(ticks, [.. ticks.Select(tick => tick.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimits(0, right, 0, 103);
        plot.XLabel("compressed size of a page (bytes); 4096 did not shrink", size: ChartStyle.TextSize + 1);
        plot.YLabel("share of pages of at most that size (%)", size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
    }
}
