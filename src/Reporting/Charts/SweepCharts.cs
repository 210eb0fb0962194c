using MultifdBench.Core;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>One value of a sweep.</summary>
/// <param name="Value">The value, or the limit at which a run was given up.</param>
/// <param name="IsBound">Whether it is that limit: all that is known is that the value is larger.</param>
public readonly record struct SweepValue(double Value, bool IsBound = false);

/// <summary>A line of a sweep.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Values">A value for each place on the axis, in its order.</param>
public sealed record SweepLine(string Name, IReadOnlyList<SweepValue> Values);

/// <summary>What a chart of a sweep says beside its values.</summary>
/// <param name="FileName">Without extension.</param>
/// <param name="Title">What is shown.</param>
/// <param name="Origin">Host model, guest and method: the first line of the footer.</param>
/// <param name="Value">What the values are, with their unit.</param>
public sealed record SweepCaption(string FileName, string Title, string Origin, string Value);

/// <summary>
/// Charts of simulated sweeps: lines along one parameter, a heat map over two. Thin lines and open points, as all that is simulated. What
/// timed out has an arrow at the limit, or a grey cell with it, and no line leads there.
/// </summary>
public static class SweepCharts
{
    // Beyond this an axis of doublings would press its small values together.
    private const double LargestLinearSpan = 8;
    private const int MostTicks = 16;
    private const int MostLabelledCells = 240;
    // Shares of the axes. Lines that time out at one place do so at one limit: their arrows stand side by side.
    private const double ArrowHeight = 0.05;
    private const double ArrowSpread = 0.012;

    private static readonly Color[] LineColors =
        [.. new[] { "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#8A8A8A" }.Select(hex => Color.FromHex(hex))];

    private static readonly Color Fast = Color.FromHex("#F7F4DF");
    private static readonly Color Slow = Color.FromHex("#0B4F7D");
    private static readonly Color Missing = Color.FromHex("#BDBDBD");

    /// <summary>One parameter along the bottom, a line per choice.</summary>
    /// <param name="caption">Title, footer and what the values are.</param>
    /// <param name="axis">The parameter with its unit.</param>
    /// <param name="places">Its values, ascending; at least two.</param>
    /// <param name="lines">At least one, each with as many values as there are places.</param>
    public static Chart Lines(SweepCaption caption, string axis, IReadOnlyList<double> places, IReadOnlyList<SweepLine> lines)
    {
        bool isLog = places[0] > 0 && places[^1] / places[0] > LargestLinearSpan;
        double[] xs = [.. places.Select(place => isLog ? Math.Log2(place) : place)];
        SweepValue[] all = [.. lines.SelectMany(line => line.Values)];
        Plot plot = ChartStyle.Create(caption.Title, Footer(caption, all, "Arrows"));
        ValueAxis values = new(all.Select(value => value.Value));
        SpreadLabels.Entry[] names = [.. lines.Select((line, i) => AddLine(plot, line, xs, values, ColorOf(i)))];
        double span = Math.Max(xs[^1] - xs[0], double.Epsilon);
        plot.Axes.SetLimitsX(xs[0] - 0.05 * span, xs[^1] + 0.3 * span);
        int step = (places.Count + MostTicks - 1) / MostTicks;
        int[] shown = [.. Enumerable.Range(0, places.Count).Where(i => i % step == 0)];
        plot.Axes.Bottom.TickGenerator =
            new NumericManual([.. shown.Select(i => xs[i])], [.. shown.Select(i => ValueAxis.Thousands(places[i]))]);
        plot.XLabel(isLog ? $"{axis}, log scale" : axis, size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        values.Apply(plot, caption.Value, 0);
        double arrow = ArrowHeight * plot.Axes.GetLimits().VerticalSpan;
        foreach ((int i, SweepLine line) in lines.Index())
            AddArrows(plot, line, [.. xs.Select(x => x + (i - 0.5 * (lines.Count - 1)) * ArrowSpread * span)], values, arrow, ColorOf(i));
        SpreadLabels.Add(plot, names);
        return new Chart(caption.FileName, caption.Title, plot);
    }

    /// <summary>
    /// Two parameters, a cell per pair, darker for a larger value; cells that timed out are grey and say what they exceed.
    /// </summary>
    /// <param name="caption">Title, footer and what the values are.</param>
    /// <param name="across">The parameter along the bottom.</param>
    /// <param name="columns">Its values.</param>
    /// <param name="upwards">The parameter along the side.</param>
    /// <param name="rows">Its values, from below.</param>
    /// <param name="values">By row and column; positive.</param>
    public static Chart HeatMap(SweepCaption caption, string across, IReadOnlyList<string> columns, string upwards,
        IReadOnlyList<string> rows, IReadOnlyList<IReadOnlyList<SweepValue>> values)
    {
        double[] known = [.. values.SelectMany(row => row).Where(value => value is { IsBound: false, Value: > 0 })
            .Select(value => value.Value)];
        (double least, double most) = known.Length == 0 ? (1, 1) : (known.Min(), known.Max());
        string scale = known.Length == 0 ? "" : $"; {Units.Significant(least)} (light) to {Units.Significant(most)} (dark)";
        Plot plot =
            ChartStyle.Create(caption.Title, $"{Footer(caption, values.SelectMany(row => row), "Grey cells")}\n{caption.Value}{scale}");
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < columns.Count; column++)
                AddCell(plot, row, column, values[row][column], least, most, rows.Count * columns.Count <= MostLabelledCells);
        }

        plot.Axes.SetLimits(-0.5, columns.Count - 0.5, -0.5, rows.Count - 0.5);
        plot.Grid.IsVisible = false;
        Label(plot.Axes.Bottom, across, columns);
        Label(plot.Axes.Left, upwards, rows);
        return new Chart(caption.FileName, caption.Title, plot);
    }

    private static Color ColorOf(int line) => LineColors[line % LineColors.Length];

    private static string Footer(SweepCaption caption, IEnumerable<SweepValue> values, string marks) =>
        values.Any(value => value.IsBound)
            ? $"{caption.Origin}; simulated. {marks}: timed out, longer than the limit; how long is not known"
            : $"{caption.Origin}; simulated";

    /// <returns>The line's label at its last point that completed, or at the last arrow of a line that has only arrows.</returns>
    private static SpreadLabels.Entry AddLine(Plot plot, SweepLine line, double[] xs, ValueAxis axis, Color color)
    {
        // No line leads to or past an arrow: nobody knows where it would go.
        for (int start = 0, end; start < xs.Length; start = end + 1)
        {
            for (end = start; end < xs.Length && !line.Values[end].IsBound;) end++;
            if (end == start) continue;
            Scatter scatter =
                plot.Add.Scatter(xs[start..end], line.Values.Take(start..end).Select(value => axis.Place(value.Value)).ToArray(), color);
            scatter.LineWidth = ChartStyle.LineWidth(isMeasured: false);
            scatter.MarkerSize = 8;
            scatter.MarkerShape = MarkerShape.OpenCircle;
        }

        int last = Enumerable.Range(0, xs.Length).LastOrDefault(i => !line.Values[i].IsBound, -1);
        return last >= 0
            ? new SpreadLabels.Entry(line.Name, xs[last], axis.Place(line.Values[last].Value), color)
            : new SpreadLabels.Entry($"{line.Name} (timed out)", xs[^1], axis.Place(line.Values[^1].Value), color);
    }

    /// <summary>From the limit upwards, for each point that timed out.</summary>
    private static void AddArrows(Plot plot, SweepLine line, double[] xs, ValueAxis axis, double height, Color color)
    {
        foreach (int i in Enumerable.Range(0, xs.Length).Where(i => line.Values[i].IsBound))
        {
            double limit = axis.Place(line.Values[i].Value);
            LinePlot shaft = plot.Add.Line(xs[i], limit, xs[i], limit + height);
            shaft.LineColor = color;
            shaft.LineWidth = ChartStyle.LineWidth(isMeasured: false);
            plot.Add.Marker(xs[i], limit + height, MarkerShape.FilledTriangleUp, 10, color);
        }
    }

    private static void AddCell(Plot plot, int row, int column, SweepValue value, double least, double most, bool isLabelled)
    {
        double share = value is { IsBound: false, Value: > 0 } && most > least ? Math.Log(value.Value / least) / Math.Log(most / least) : 0;
        Color color = value.IsBound ? Missing : Fast.InterpolateRgb(Slow, share);
        Rectangle cell = plot.Add.Rectangle(column - 0.5, column + 0.5, row - 0.5, row + 0.5);
        cell.FillColor = color;
        cell.LineColor = Colors.White;
        cell.LineWidth = 1;
        if (!isLabelled) return;
        string text = (value.IsBound ? "> " : "") + ChartStyle.Short(value.Value);
        ChartStyle.Label(plot, text, column, row, Alignment.MiddleCenter, share > 0.5 ? Colors.White : Palette.Ink);
    }

    private static void Label(IAxis axis, string name, IReadOnlyList<string> values)
    {
        int step = (values.Count + MostTicks - 1) / MostTicks;
        int[] shown = [.. Enumerable.Range(0, values.Count).Where(i => i % step == 0)];
        axis.TickGenerator = new NumericManual([.. shown.Select(i => (double)i)], [.. shown.Select(i => values[i])]);
        axis.Label.Text = name;
        axis.MajorTickStyle.Length = 0;
    }
}
