using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// CPU seconds of both sides against bytes on the wire, a point per method and channel count, and the front of those that none beats in
/// both: what a saved gigabyte costs. Measured and simulated points have fronts of their own.
/// </summary>
internal static class CpuAndWire
{
    private const double BytesPerGigabyte = 1e9;

    private const double MegabytesPerGigabyte = 1000;

    /// <summary>Steps along a front that the footer has room for.</summary>
    private const int MostSteps = 3;

    /// <param name="Series">The method.</param>
    /// <param name="Row">Its figures.</param>
    /// <param name="Gigabytes">Median of what its runs put on the wire, 10^9 bytes.</param>
    private sealed record CostPoint(ChartSeries Series, SummaryRow Row, double Gigabytes)
    {
        public double CpuSeconds => Row.TotalCpuS.Median!.Value;

        public string Name => Invariant.Text($"{Series.MethodName}, {Row.Combination.Channels} chl");
    }

    /// <summary>The chart, or null when no row has both figures.</summary>
    public static Drawing? Create(ChartScope scope)
    {
        CostPoint[] points =
        [
            .. from series in ChartSeries.Of(scope.Rows.Where(row => row.TotalCpuS.Median > 0), scope.Looks)
               from row in series.Rows
               let gigabytes = Wire(scope.Results, row)
               where gigabytes > 0
               select new CostPoint(series, row, gigabytes.Value),
        ];
        if (points.Length == 0) return null;
        CostPoint[][] fronts = [.. points.GroupBy(point => point.Series.IsMeasured).Select(Front)];
        string[] steps = [.. fronts.Select(FirstOfEach).SelectMany(Steps)];
        ValueAxis axis = new(points.Select(point => point.CpuSeconds));
        bool isSmall = points.All(point => point.Gigabytes < 1);
        double unit = isSmall ? MegabytesPerGigabyte : 1;
        string costs = steps.Length == 0 ? "no method saves bytes for CPU time here" : string.Join(";\n", steps.Take(MostSteps));
        Plot plot = ChartStyle.Create(
            $"CPU time and bytes on the wire — {scope.Title}",
            $"{scope.Origin}. Medians. Down and left is better; the line joins what nothing beats in both:\n{costs}");
        foreach (CostPoint[] front in fronts.Where(front => front.Length > 1)) AddFront(plot, front, axis, unit);
        IGrouping<ChartSeries, CostPoint>[] all = [.. points.GroupBy(point => point.Series)];
        foreach (var series in all) ChartStyle.AddPoints(plot, [.. series.Select(point => Place(point, axis, unit))], series.Key.Mark);
        SpreadLabels.Entry[] labels = [.. all.Select(series => Label(series.MinBy(point => point.CpuSeconds)!, axis, unit))];
        double column = SetAxes(plot, points, labels, axis, unit);
        SpreadLabels.AddColumn(plot, labels, column);
        return new Drawing(plot, Summary(all, steps), Figures(points), [.. points.Select(point => Mark(point, axis, unit))]);
    }

    private static double? Wire(ResultSet results, SummaryRow row)
    {
        long[] bytes = [.. MedianRuns.Completed(results, row.Combination).Select(run => run.WireBytes).OfType<long>().Order()];
        return bytes.Length == 0 ? null : bytes[(bytes.Length - 1) / 2] / BytesPerGigabyte;
    }

    /// <summary>From the most bytes and the least CPU time to the fewest bytes.</summary>
    private static CostPoint[] Front(IEnumerable<CostPoint> points)
    {
        CostPoint[] all = [.. points];
        // Less is better in both: the front of the mirrored points.
        return
        [
            .. ParetoFront.Of(all.Select(point => (-point.Gigabytes, -point.CpuSeconds)))
                .Select(place => all.First(point => -point.Gigabytes == place.X && -point.CpuSeconds == place.Y)),
        ];
    }

    /// <summary>A method's other channel counts on a front differ by noise.</summary>
    private static CostPoint[] FirstOfEach(CostPoint[] front) => [.. front.DistinctBy(point => point.Series)];

    /// <summary>What each step along a front costs.</summary>
    private static IEnumerable<string> Steps(CostPoint[] front) => front.Zip(front.Skip(1), (from, to) =>
    {
        double saved = from.Gigabytes - to.Gigabytes;
        double paid = to.CpuSeconds - from.CpuSeconds;
        return $"{to.Name} instead of {from.Name}: {Size(saved)} fewer for {Units.Significant(paid)} CPU s more, "
            + $"{Units.Significant(paid / saved)} CPU s per saved GB ({to.Series.Combination.Source})";
    });

    private static string Size(double gigabytes) => gigabytes < 1
        ? $"{Units.Significant(gigabytes * MegabytesPerGigabyte)} MB"
        : $"{Units.Significant(gigabytes)} GB";

    private static void AddFront(Plot plot, CostPoint[] front, ValueAxis axis, double unit) => ChartStyle.AddLine(
        plot, [.. front.Select(point => Place(point, axis, unit))],
        new SeriesMark(Palette.Muted.WithAlpha(0.6), default, front[0].Series.IsMeasured));

    private static Coordinates Place(CostPoint point, ValueAxis axis, double unit) =>
        new(unit * point.Gigabytes, axis.Place(point.CpuSeconds));

    /// <returns>Where labels begin: right of all points.</returns>
    private static double SetAxes(Plot plot, CostPoint[] points, SpreadLabels.Entry[] labels, ValueAxis axis, double unit)
    {
        double most = unit * points.Max(point => point.Gigabytes);
        string name = unit == 1 ? "GB, 10^9 bytes" : "MB, 10^6 bytes";
        plot.XLabel($"on the wire, source to destination ({name})", size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        double column = 1.06 * most;
        plot.Axes.SetLimitsX(0, SpreadLabels.RightEnd(0, column, labels, column));
        axis.Apply(plot, Metric.Cpu.Label, 0);
        return column;
    }

    private static SpreadLabels.Entry Label(CostPoint point, ValueAxis axis, double unit)
    {
        Coordinates place = Place(point, axis, unit);
        return new SpreadLabels.Entry(
            Invariant.Text($"{point.Row.Combination.Channels} chl, {point.Series.Name}"), place.X, place.Y, point.Series.Color);
    }

    private static string Describe(CostPoint point) =>
        $"{point.Series.Name}, {RowLabels.ChannelsInWords(point.Row.Combination.Channels)}: {Size(point.Gigabytes)} on the wire, "
        + $"{Units.Significant(point.CpuSeconds)} CPU s";

    private static ChartMark Mark(CostPoint point, ValueAxis axis, double unit)
    {
        Coordinates place = Place(point, axis, unit);
        return new ChartMark(place.X, place.Y, Describe(point));
    }

    private static string Summary(IEnumerable<IGrouping<ChartSeries, CostPoint>> all, string[] steps)
    {
        string least = string.Join("; ", all.Select(series => Describe(series.MinBy(point => point.CpuSeconds)!)));
        string costs = steps.Length == 0 ? "" : $" {string.Join("; ", steps)}.";
        return $"CPU seconds of source and destination against bytes on the wire. The cheapest of each method: {least}.{costs}";
    }

    private static ChartFigures Figures(CostPoint[] points) => new(
        ["method", "source", "channels", "on the wire (GB)", Metric.Cpu.Label],
        [
            .. points.Select(point => new[]
            {
                point.Series.MethodName, point.Series.Combination.Source, ChartFigures.Number(point.Row.Combination.Channels),
                ChartFigures.Number(point.Gigabytes), ChartFigures.Number(point.CpuSeconds),
            }),
        ]);
}
