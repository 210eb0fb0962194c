using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// Guest memory moved per second against ratio, a point per method and channel count, with the front of those that none beats in both: what
/// a link that is fast enough would choose from. Bytes on the wire would not do: a method that compresses less sends more of them. Measured
/// and simulated points have fronts of their own: the two are never compared.
/// </summary>
internal static class RatioScatter
{
    private const string RatioLabel = "ratio (uncompressed ÷ compressed)";

    /// <summary>The chart, or null when no row has both figures.</summary>
    public static Drawing? Create(ChartScope scope)
    {
        ChartSeries[] all = [.. ChartSeries.Of(scope.Rows.Where(HasPoint), scope.Looks)];
        if (all.Length == 0) return null;
        ValueAxis axis = new(all.SelectMany(series => series.Rows).Select(Speed));
        Plot plot = ChartStyle.Create(
            $"Guest throughput and ratio — {scope.Title}",
            $"{scope.Origin}. Medians, a point per channel count.\nGuest throughput: every page sent counts {Metric.PageBytes} bytes, "
            + "zero pages and resent ones too. Up and right is better;\nthe line joins what nothing beats in both. "
            + "Labels: each method's fastest point.");
        foreach (var source in all.GroupBy(series => series.IsMeasured)) AddFront(plot, source, axis);
        foreach (ChartSeries series in all) ChartStyle.AddPoints(plot, [.. series.Rows.Select(row => Point(row, axis))], series.Mark);
        SpreadLabels.Entry[] labels = [.. all.Select(series => Label(series, axis))];
        double labelColumn = SetAxes(plot, all, labels, axis);
        SpreadLabels.AddColumn(plot, labels, labelColumn);
        return new Drawing(plot, Summary(all), Figures(all), [.. all.SelectMany(series => Marks(series, axis))]);
    }

    /// <summary>Whether a row has both figures.</summary>
    private static bool HasPoint(SummaryRow row) => row is { Ratio.Median: > 0, PagesPerSecond.Median: > 0 };

    private static double Speed(SummaryRow row) => Metric.GuestThroughput.Of(row).Median!.Value;

    private static void AddFront(Plot plot, IGrouping<bool, ChartSeries> source, ValueAxis axis)
    {
        IReadOnlyList<(double X, double Y)> front = ParetoFront.Of(
            source.SelectMany(series => series.Rows).Select(row => Point(row, axis)).Select(point => (point.X, point.Y)));
        if (front.Count < 2) return;
        ChartStyle.AddLine(plot, [.. front.Select(point => new Coordinates(point.X, point.Y))],
            new SeriesMark(Palette.Muted.WithAlpha(0.6), default, source.Key));
    }

    /// <returns>Where labels begin: right of all points.</returns>
    private static double SetAxes(Plot plot, ChartSeries[] all, SpreadLabels.Entry[] labels, ValueAxis axis)
    {
        double[] ratios = [.. all.SelectMany(series => series.Rows).Select(row => row.Ratio.Median!.Value)];
        (double min, double max) = (ratios.Min(), ratios.Max());
        double span = Math.Max(max - min, 0.5);
        plot.XLabel(RatioLabel, size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        double left = Math.Max(0, min - 0.15 * span), column = max + 0.1 * span;
        plot.Axes.SetLimitsX(left, SpreadLabels.RightEnd(left, max + 0.5 * span, labels, column));
        axis.Apply(plot, Metric.GuestThroughput.Label, 0);
        return column;
    }

    /// <summary>A method's label, at its fastest point.</summary>
    private static SpreadLabels.Entry Label(ChartSeries series, ValueAxis axis)
    {
        SummaryRow row = Fastest(series);
        Coordinates place = Point(row, axis);
        return new SpreadLabels.Entry(Invariant.Text($"{row.Combination.Channels} chl, {series.Name}"), place.X, place.Y, series.Color);
    }

    private static SummaryRow Fastest(ChartSeries series) => series.Rows.MaxBy(Speed)!;

    private static Coordinates Point(SummaryRow row, ValueAxis axis) => new(row.Ratio.Median!.Value, axis.Place(Speed(row)));

    private static string Describe(ChartSeries series, SummaryRow row) =>
        $"{series.Name}, {RowLabels.ChannelsInWords(row.Combination.Channels)}: ratio {Units.Significant(row.Ratio.Median!.Value)}, "
        + $"{Units.Significant(Speed(row))} {Metric.GuestThroughput.Unit}";

    private static IEnumerable<ChartMark> Marks(ChartSeries series, ValueAxis axis) =>
        series.Rows.Select(row => (Row: row, Place: Point(row, axis)))
            .Select(point => new ChartMark(point.Place.X, point.Place.Y, Describe(series, point.Row)));

    private static string Summary(ChartSeries[] all) => "Speed at which the guest's memory moves against the ratio. The fastest of each "
        + $"method: {string.Join("; ", all.Select(series => Describe(series, Fastest(series))))}.";

    private static ChartFigures Figures(ChartSeries[] all) => new(
        ["method", "source", "channels", RatioLabel, Metric.GuestThroughput.Label],
        [
            .. from series in all
               from row in series.Rows
               select new[]
               {
                   series.MethodName, series.Combination.Source, ChartFigures.Number(row.Combination.Channels),
                   ChartFigures.Number(row.Ratio.Median), ChartFigures.Number(Speed(row)),
               },
        ]);
}
