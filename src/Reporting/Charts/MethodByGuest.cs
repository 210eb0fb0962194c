using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Tables;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// Which method wins for which guest: a column of dots per guest, each method's total time as a multiple of the winner's. Below each
/// guest its winner, and how far the next method is behind.
/// </summary>
internal static class MethodByGuest
{
    private const string Label = "total time ÷ the winner's";

    private const float TickLineHeight = 22;

    /// <summary>Methods of a column are this far apart, in columns: dots at the same height do not cover each other.</summary>
    private const double Step = 0.09;

    /// <summary>The chart.</summary>
    public static Drawing Create(FleetComparison fleet)
    {
        (ChartSeries Series, FleetGuest Guest, double X, double Times)[] dots =
        [
            .. from method in fleet.Series.Index()
               from guest in fleet.Guests.Index()
               let times = guest.Item.TimesOf(method.Item)
               where times is not null
               select (method.Item, guest.Item, guest.Index + Step * (method.Index - (fleet.Series.Count - 1) / 2.0), times.Value),
        ];
        ValueAxis axis = new(dots.Select(dot => dot.Times), largestLinearSpan: 4);
        string origin = Captions.Origin(fleet.Results.HostLabel, [.. fleet.Series.SelectMany(series => series.Rows)]);
        Plot plot = ChartStyle.Create(
            $"Which method wins for which guest — {fleet.Title}",
            $"{origin}. Medians; of each method its best channel count. Ring: the guest's winner, 1; below it: not told apart.\n"
                + "Below each guest: the winner, its channels, how many times as long the next method takes; in brackets: it may be chance"
                + (dots.Length < fleet.Series.Count * fleet.Guests.Count ? ".\nNo dot: not all runs completed" : ""));
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. fleet.Guests.Select((_, index) => (double)index)], [.. fleet.Guests.Select(Tick)]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        int lines = fleet.Guests.Max(guest => Tick(guest).TrimEnd().Count(letter => letter == '\n')) + 1;
        plot.Axes.Bottom.MinimumSize = TickLineHeight * lines;
        plot.Grid.XAxisStyle.IsVisible = false;
        double last = fleet.Guests.Count - 1;
        SpreadLabels.Entry[] labels =
        [
            .. dots.GroupBy(dot => dot.Series).Select(method => method.MaxBy(dot => dot.X)).Select(dot =>
                new SpreadLabels.Entry(dot.Series.MethodName, dot.X, axis.Place(dot.Times), dot.Series.Color)),
        ];
        const double Left = -0.6;
        double column = last + 0.5;
        plot.Axes.SetLimitsX(Left, SpreadLabels.RightEnd(Left, column, labels, column));
        axis.Apply(plot, Label, 0);
        for (int i = 0; i < last; i++) AddSeparator(plot, i + 0.5);
        foreach (var method in dots.GroupBy(dot => dot.Series))
            ChartStyle.AddPoints(plot, [.. method.Select(dot => new Coordinates(dot.X, axis.Place(dot.Times)))], method.Key.Mark);
        foreach (var winner in dots.Where(dot => dot.Times == 1)) AddRing(plot, winner.X, axis.Place(1), winner.Series);
        SpreadLabels.AddColumn(plot, labels, column);
        return new Drawing(
            plot,
            $"Total time of each method as a multiple of that of the guest's winner. {string.Join("; ", fleet.Guests.Select(Describe))}.",
            Figures(fleet),
            [.. dots.Select(dot => new ChartMark(dot.X, axis.Place(dot.Times), Hint(dot.Series, dot.Guest, dot.Times)))]);
    }

    /// <summary>The marks of what QEMU does not have are on a line of their own, so that guests side by side have room.</summary>
    private static string Tick(FleetGuest guest) => guest.Next is null
        ? $"{guest.Name}\n{Winner(guest)}"
        : $"{guest.Name}\n{Winner(guest)}\nnext {guest.NextTimes} ×\n{guest.Doubt.TrimStart()}";

    private static string Winner(FleetGuest guest) => guest.Winner.Brief.Replace(" (", "\n(", StringComparison.Ordinal);

    private static void AddSeparator(Plot plot, double x)
    {
        AxisLimits limits = plot.Axes.GetLimits();
        ScottPlot.Plottables.LinePlot line = plot.Add.Line(x, limits.Bottom, x, limits.Top);
        line.LineColor = Palette.Grid;
        line.LineWidth = 1;
    }

    private static void AddRing(Plot plot, double x, double y, ChartSeries series)
    {
        ScottPlot.Plottables.Marker ring = plot.Add.Marker(x, y, MarkerShape.OpenCircle, 18, series.Color);
        ring.MarkerLineWidth = 1.5f;
    }

    private static string Describe(FleetGuest guest) => guest.Next is { } next
        ? $"{guest.Name}: {guest.Winner.Name}, {Units.Significant(guest.WinnerMs)} ms; next {next.Other.Name}, {guest.Margin} ×"
        : $"{guest.Name}: {guest.Winner.Name}, {Units.Significant(guest.WinnerMs)} ms";

    private static string Hint(ChartSeries series, FleetGuest guest, double times) =>
        $"{guest.Name}, {guest.Find(series)!.Name}: {Units.Significant(times * guest.WinnerMs)} ms, "
        + $"{Units.Significant(times)} × the winner's";

    private static ChartFigures Figures(FleetComparison fleet)
    {
        PlainTable table = fleet.ToTable();
        return new ChartFigures([.. table.Columns.Select(column => column.Header)], table.Rows);
    }
}
