using System.Globalization;
using MultifdBench.Comparison.History;
using MultifdBench.Core;
using MultifdBench.Reporting.Comparisons;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>One combination over time: a point per result set, a line per level between change points, and what changed when.</summary>
public static class HistoryTrend
{
    private static readonly Color Worse = Color.FromHex("#D55E00");
    private static readonly Color Better = Color.FromHex("#009E73");

    /// <summary>A chart per series; names are unique.</summary>
    /// <param name="series">The series.</param>
    /// <param name="labels">Labels of their combinations.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static IEnumerable<Chart> Of(IEnumerable<HistorySeries> series, VerdictLabels labels, MethodLooks looks)
    {
        HashSet<string> names = [];
        foreach (HistorySeries one in series)
        {
            string title = $"{labels.Of(one.Combination)}, {one.Metric.Name}";
            string name = FileNames.Unique(FileNames.Part($"{one.Host} {title}"), names);
            yield return new Chart(name, title, Create(one, title, looks));
        }
    }

    private static Plot Create(HistorySeries series, string title, MethodLooks looks)
    {
        Plot plot =
            ChartStyle.Create(title,
                Invariant.Text($"{series.Host}, {series.Combination.Source}; {series.Points.Count} result sets in order of time, "
                    + $"{series.Changes.Count} change point(s); of the runs that completed"));
        Color color = Palette.Of(series.Combination, 0, looks);
        Scatter points = plot.Add.ScatterPoints(series.Points.Select((_, i) => (double)i).ToArray(),
            series.Points.Select(point => point.Value).ToArray(), color);
        points.MarkerSize = 8;
        AddLevels(plot, series, color);
        double top = series.Points.Max(point => point.Value);
        foreach ((int i, ChangePoint change) in series.Changes.Index()) AddChange(plot, change, top * (1.3 - 0.09 * (i % 3)));
        SetAxes(plot, series, top);
        return plot;
    }

    private static void AddLevels(Plot plot, HistorySeries series, Color color)
    {
        int[] starts = [0, .. series.Changes.Select(change => change.Index), series.Points.Count];
        for (int i = 0; i + 1 < starts.Length; i++)
        {
            double level = Math.Exp(series.Points.Skip(starts[i]).Take(starts[i + 1] - starts[i]).Average(point => Math.Log(point.Value)));
            LinePlot line = plot.Add.Line(starts[i] - 0.4, level, starts[i + 1] - 0.6, level);
            line.LineColor = color;
            line.LineWidth = ChartStyle.LineWidth(series.Combination.Source == Results.RunSource.Measured);
        }
    }

    /// <summary>The labels of neighbours stand at different heights: changes may follow closely.</summary>
    private static void AddChange(Plot plot, ChangePoint change, double height)
    {
        Color color = change.IsWorse switch { true => Worse, false => Better, null => Palette.Muted };
        VerticalLine line = plot.Add.VerticalLine(change.Index - 0.5, 1.5f, color);
        line.EnableAutoscale = false;
        string cause = change.IsOfTheHost ? "same build" : change.CommitRange;
        ChartStyle.Label(plot, Invariant.Text($"{change.Ratio:0.000} ×\n{cause}"), change.Index - 0.5, height, Alignment.UpperLeft,
            color, offsetX: 4);
    }

    /// <summary>The axis begins at zero: a change of a per cent should look like one.</summary>
    private static void SetAxes(Plot plot, HistorySeries series, double top)
    {
        int step = Math.Max(1, series.Points.Count / 8);
        int[] shown = [.. Enumerable.Range(0, series.Points.Count).Where(i => i % step == 0)];
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. shown.Select(i => (double)i)],
            [.. shown.Select(i => series.Points[i].Start.UtcDateTime.ToString("yyyy-MM-dd\nHH:mm", CultureInfo.InvariantCulture))]);
        plot.Axes.SetLimits(-0.7, series.Points.Count - 0.3, 0, top * 1.33);
        plot.YLabel(series.Metric.Name, size: ChartStyle.TextSize + 1);
        plot.Axes.Left.Label.Bold = false;
    }
}
