using MultifdBench.Core;
using MultifdBench.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// Guest memory moved per second against ratio, a point per method and channel count, with the front of those that none beats in both: what
/// a link that is fast enough would choose from. Bytes on the wire would not do: a method that compresses less sends more of them. Measured
/// and simulated points have fronts of their own: the two are never compared.
/// </summary>
internal static class RatioScatter
{
    /// <summary>The chart, or null when no row has both figures.</summary>
    public static Plot? Create(ChartScope scope)
    {
        ChartSeries[] all = [.. ChartSeries.Of(scope.Rows.Where(HasPoint), scope.Looks)];
        if (all.Length == 0) return null;
        ValueAxis axis = new(all.SelectMany(series => series.Rows).Select(Speed));
        Plot plot = ChartStyle.Create(
            $"Guest throughput and ratio — {scope.Title}",
            $"{scope.Origin}. Medians.\nGuest throughput: every page sent counts {Metric.PageBytes} bytes, zero pages and resent ones too. "
            + "Up and right is better;\nthe line joins what nothing beats in both. Labels: each method's fastest point.");
        foreach (var source in all.GroupBy(series => series.IsMeasured)) AddFront(plot, source, axis);
        foreach (ChartSeries series in all) AddPoints(plot, series, axis);
        double labelColumn = SetAxes(plot, all, axis);
        SpreadLabels.AddColumn(plot, all.Select(series => Label(series, axis)), labelColumn);
        ChartStyle.ShowLegend(plot);
        return plot;
    }

    /// <summary>Whether a row has both figures.</summary>
    public static bool HasPoint(SummaryRow row) => row is { Ratio.Median: > 0, PagesPerSecond.Median: > 0 };

    private static double Speed(SummaryRow row) => Metric.GuestThroughput.Of(row).Median!.Value;

    private static void AddPoints(Plot plot, ChartSeries series, ValueAxis axis)
    {
        (double X, double Y)[] points = [.. series.Rows.Select(row => Point(row, axis))];
        Scatter scatter = plot.Add.ScatterPoints(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray());
        scatter.LegendText = series.Name;
        scatter.MarkerSize = 12;
        scatter.MarkerShape = series.IsMeasured ? MarkerShape.FilledCircle : MarkerShape.OpenCircle;
        scatter.MarkerColor = series.Color;
        scatter.MarkerLineWidth = 2;
    }

    private static void AddFront(Plot plot, IGrouping<bool, ChartSeries> source, ValueAxis axis)
    {
        IReadOnlyList<(double X, double Y)> front =
            ParetoFront.Of(source.SelectMany(series => series.Rows).Select(row => Point(row, axis)));
        Scatter line = plot.Add.ScatterLine(front.Select(point => point.X).ToArray(), front.Select(point => point.Y).ToArray());
        line.LineColor = Palette.Muted.WithAlpha(0.6);
        line.LineWidth = 0.6f * ChartStyle.LineWidth(source.Key);
        line.LegendText = source.Key ? "Pareto front" : "Pareto front (simulated)";
    }

    /// <returns>Where labels begin: right of all points.</returns>
    private static double SetAxes(Plot plot, ChartSeries[] all, ValueAxis axis)
    {
        double[] ratios = [.. all.SelectMany(series => series.Rows).Select(row => row.Ratio.Median!.Value)];
        (double min, double max) = (ratios.Min(), ratios.Max());
        double span = Math.Max(max - min, 0.5);
        plot.XLabel("ratio (uncompressed ÷ compressed)", size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.SetLimitsX(Math.Max(0, min - 0.15 * span), max + 0.75 * span);
        axis.Apply(plot, Metric.GuestThroughput.Label, 0);
        return max + 0.1 * span;
    }

    /// <summary>A method's label, at its fastest point: the legend tells the others by their colour.</summary>
    private static SpreadLabels.Entry Label(ChartSeries series, ValueAxis axis)
    {
        SummaryRow row = series.Rows.MaxBy(Speed)!;
        (double x, double y) = Point(row, axis);
        return new SpreadLabels.Entry(Invariant.Text($"{row.Combination.Channels} chl, {series.MethodName}"), x, y, series.Color);
    }

    private static (double X, double Y) Point(SummaryRow row, ValueAxis axis) => (row.Ratio.Median!.Value, axis.Place(Speed(row)));
}
