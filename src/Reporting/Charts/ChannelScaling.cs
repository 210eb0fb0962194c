using System.Globalization;
using MultifdBench.Core;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// What more channels bring: pages per second relative to the same method on its fewest channels, both axes in doublings, so that
/// perfect scaling is a straight line.
/// </summary>
internal static class ChannelScaling
{
    /// <summary>The chart, or null when no method ran on two channel counts.</summary>
    public static Plot? Create(ChartScope scope)
    {
        ChartSeries[] all = [.. ChartSeries.Of(scope.Rows.Where(row => row.PagesPerSecond.Median > 0), scope.Looks)
            .Where(series => series.Rows.Count > 1)];
        if (all.Length == 0) return null;
        Plot plot = ChartStyle.Create(
            $"Scaling by channels — {scope.Title}",
            $"{scope.Origin}. Ratios of medians, each method against itself on its fewest channels");
        int[] channels = [.. all.SelectMany(series => series.Rows).Select(row => row.Combination.Channels).Distinct().Order()];
        AddIdeal(plot, channels);
        foreach (ChartSeries series in all) AddLine(plot, series);
        SetAxes(plot, channels, [.. all.SelectMany(Points).Select(point => point.Y)]);
        SpreadLabels.Add(plot, all.Select(End));
        return plot;
    }

    private static (double X, double Y)[] Points(ChartSeries series) =>
    [
        .. series.Rows.Select(row => (
            Math.Log2(row.Combination.Channels),
            Math.Log2(row.PagesPerSecond.Median!.Value / series.Rows[0].PagesPerSecond.Median!.Value))),
    ];

    private static void AddLine(Plot plot, ChartSeries series)
    {
        (double X, double Y)[] points = Points(series);
        Scatter line = plot.Add.Scatter(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray(), series.Color);
        line.LineWidth = ChartStyle.LineWidth(series.IsMeasured);
        line.MarkerSize = 9;
        line.MarkerShape = series.IsMeasured ? MarkerShape.FilledCircle : MarkerShape.OpenCircle;
    }

    private static void AddIdeal(Plot plot, int[] channels)
    {
        double x1 = Math.Log2(channels[0]);
        double x2 = Math.Log2(channels[^1]);
        LinePlot ideal = plot.Add.Line(x1, 0, x2, x2 - x1);
        ideal.LineColor = Palette.Muted;
        ideal.LineWidth = 1;
        ChartStyle.Label(plot, "perfect scaling", x2, x2 - x1, Alignment.MiddleLeft, Palette.Muted, offsetX: 8);
    }

    private static SpreadLabels.Entry End(ChartSeries series)
    {
        (double x, double y) = Points(series)[^1];
        return new SpreadLabels.Entry($"{series.Name}, {Units.Significant(Math.Pow(2, y))}×", x, y, series.Color);
    }

    private static void SetAxes(Plot plot, int[] channels, double[] gains)
    {
        double span = Math.Log2(channels[^1]) - Math.Log2(channels[0]);
        plot.Axes.SetLimitsX(Math.Log2(channels[0]) - 0.05 * span, Math.Log2(channels[^1]) + 0.5 * span);
        plot.Axes.SetLimitsY(Math.Min(gains.Min(), -0.2) - 0.3, Math.Max(gains.Max(), span) + 0.2);
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. channels.Select(count => Math.Log2(count))],
            [.. channels.Select(count => count.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = doublings => Math.Pow(2, doublings).ToString("0.###", CultureInfo.InvariantCulture) + "×",
            MinorTickGenerator = new EvenlySpacedMinorTickGenerator(1),
        };
        plot.XLabel("channels, log scale", size: ChartStyle.TextSize + 1);
        plot.YLabel("pages/s, relative to the fewest channels, log scale", size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
    }
}
