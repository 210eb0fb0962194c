using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
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
    public static Drawing? Create(ChartScope scope)
    {
        ChartSeries[] all = [.. ChartSeries.Of(scope.Rows.Where(row => row.PagesPerSecond.Median > 0), scope.Looks)
            .Where(series => series.Rows.Count > 1)];
        if (all.Length == 0) return null;
        Plot plot = ChartStyle.Create(
            $"Scaling by channels — {scope.Title}",
            $"{scope.Origin}. Ratios of medians, each method against itself on its fewest channels");
        int[] channels = [.. all.SelectMany(series => series.Rows).Select(row => row.Combination.Channels).Distinct().Order()];
        AddIdeal(plot, channels);
        foreach (ChartSeries series in all)
        {
            ChartStyle.AddLine(plot, Points(series), series.Mark);
            ChartStyle.AddPoints(plot, Points(series), series.Mark);
        }

        SpreadLabels.Entry[] labels = [.. all.Select(End), Ideal(channels)];
        SetAxes(plot, channels, [.. all.SelectMany(Points).Select(point => point.Y)], labels);
        SpreadLabels.Add(plot, labels);
        return new Drawing(plot, Summary(all), Figures(all), [.. all.SelectMany(Marks)]);
    }

    private static Coordinates[] Points(ChartSeries series) =>
        [.. series.Rows.Select(row => new Coordinates(Math.Log2(row.Combination.Channels), Math.Log2(Gain(series, row))))];

    private static double Gain(ChartSeries series, SummaryRow row) =>
        row.PagesPerSecond.Median!.Value / series.Rows[0].PagesPerSecond.Median!.Value;

    private static string Describe(ChartSeries series, SummaryRow row) =>
        $"{series.Name}, {RowLabels.ChannelsInWords(row.Combination.Channels)}: {Units.Significant(Gain(series, row))} ×";

    private static IEnumerable<ChartMark> Marks(ChartSeries series) =>
        series.Rows.Zip(Points(series), (row, place) => new ChartMark(place.X, place.Y, Describe(series, row)));

    private static string Summary(ChartSeries[] all) => "Pages per second of each method, relative to its fewest channels: "
        + $"{string.Join("; ", all.Select(series => Describe(series, series.Rows[^1])))}.";

    private static ChartFigures Figures(ChartSeries[] all) => new(
        ["method", "source", "channels", "pages/s", "relative to the fewest channels"],
        [
            .. from series in all
               from row in series.Rows
               select new[]
               {
                   series.MethodName, series.Combination.Source, ChartFigures.Number(row.Combination.Channels),
                   ChartFigures.Number(row.PagesPerSecond.Median), ChartFigures.Number(Gain(series, row)),
               },
        ]);

    private static void AddIdeal(Plot plot, int[] channels)
    {
        double x1 = Math.Log2(channels[0]);
        double x2 = Math.Log2(channels[^1]);
        LinePlot ideal = plot.Add.Line(x1, 0, x2, x2 - x1);
        ideal.LineColor = Palette.Muted;
        ideal.LineWidth = 1;
    }

    private static SpreadLabels.Entry Ideal(int[] channels)
    {
        double most = Math.Log2(channels[^1]);
        return new SpreadLabels.Entry("perfect scaling", most, most - Math.Log2(channels[0]), Palette.Muted);
    }

    private static SpreadLabels.Entry End(ChartSeries series)
    {
        Coordinates end = Points(series)[^1];
        string gain = Units.Significant(Gain(series, series.Rows[^1]));
        return new SpreadLabels.Entry($"{series.Name}, {gain} ×", end.X, end.Y, series.Color);
    }

    private static void SetAxes(Plot plot, int[] channels, double[] gains, SpreadLabels.Entry[] labels)
    {
        double span = Math.Log2(channels[^1]) - Math.Log2(channels[0]);
        double left = Math.Log2(channels[0]) - 0.05 * span;
        plot.Axes.SetLimitsX(left, SpreadLabels.RightEnd(left, Math.Log2(channels[^1]), labels));
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
