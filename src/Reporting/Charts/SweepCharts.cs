using MultifdBench.Core;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>A line of a sweep.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Values">A value for each place on the axis, in its order; null where there is none, for example after a timeout.</param>
public sealed record SweepLine(string Name, IReadOnlyList<double?> Values);

/// <summary>What a chart of a sweep says beside its values.</summary>
/// <param name="FileName">Without extension.</param>
/// <param name="Title">What is shown.</param>
/// <param name="Origin">Host model, guest and method: the first line of the footer.</param>
/// <param name="Value">What the values are, with their unit.</param>
public sealed record SweepCaption(string FileName, string Title, string Origin, string Value);

/// <summary>Charts of simulated sweeps: lines along one parameter, a heat map over two. Thin lines and open points, as all that is simulated.</summary>
public static class SweepCharts
{
    // Beyond this an axis of doublings would press its small values together.
    private const double LargestLinearSpan = 8;
    private const int MostTicks = 16;
    private const int MostLabelledCells = 240;

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
        Plot plot = ChartStyle.Create(caption.Title, Footer(caption, lines.SelectMany(line => line.Values)));
        ValueAxis values = new(lines.SelectMany(line => line.Values).OfType<double>());
        SpreadLabels.Entry[] names = [.. lines.Select((line, i) => AddLine(plot, line, xs, values, LineColors[i % LineColors.Length])).OfType<SpreadLabels.Entry>()];
        double span = Math.Max(xs[^1] - xs[0], double.Epsilon);
        plot.Axes.SetLimitsX(xs[0] - 0.05 * span, xs[^1] + 0.3 * span);
        int step = (places.Count + MostTicks - 1) / MostTicks;
        int[] shown = [.. Enumerable.Range(0, places.Count).Where(i => i % step == 0)];
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. shown.Select(i => xs[i])], [.. shown.Select(i => ValueAxis.Thousands(places[i]))]);
        plot.XLabel(isLog ? $"{axis}, log scale" : axis, size: ChartStyle.TextSize + 1);
        plot.Axes.Bottom.Label.Bold = false;
        values.Apply(plot, caption.Value, 0);
        SpreadLabels.Add(plot, names);
        return new Chart(caption.FileName, caption.Title, plot);
    }

    /// <summary>Two parameters, a cell per pair, darker for a larger value; cells without a value are grey.</summary>
    /// <param name="caption">Title, footer and what the values are.</param>
    /// <param name="across">The parameter along the bottom.</param>
    /// <param name="columns">Its values.</param>
    /// <param name="upwards">The parameter along the side.</param>
    /// <param name="rows">Its values, from below.</param>
    /// <param name="values">By row and column; positive.</param>
    public static Chart HeatMap(SweepCaption caption, string across, IReadOnlyList<string> columns, string upwards, IReadOnlyList<string> rows, IReadOnlyList<IReadOnlyList<double?>> values)
    {
        double[] known = [.. values.SelectMany(row => row).OfType<double>().Where(value => value > 0)];
        (double least, double most) = known.Length == 0 ? (1, 1) : (known.Min(), known.Max());
        string scale = known.Length == 0 ? "" : $"; {Units.Significant(least)} (light) to {Units.Significant(most)} (dark)";
        Plot plot = ChartStyle.Create(caption.Title, $"{Footer(caption, values.SelectMany(row => row))}\n{caption.Value}{scale}");
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < columns.Count; column++) AddCell(plot, row, column, values[row][column], least, most, rows.Count * columns.Count <= MostLabelledCells);
        }

        plot.Axes.SetLimits(-0.5, columns.Count - 0.5, -0.5, rows.Count - 0.5);
        plot.Grid.IsVisible = false;
        Label(plot.Axes.Bottom, across, columns);
        Label(plot.Axes.Left, upwards, rows);
        return new Chart(caption.FileName, caption.Title, plot);
    }

    private static string Footer(SweepCaption caption, IEnumerable<double?> values) =>
        values.Any(value => value is null) ? $"{caption.Origin}; simulated. Points without a value timed out" : $"{caption.Origin}; simulated";

    /// <returns>The line's label at its last point; null when it has none.</returns>
    private static SpreadLabels.Entry? AddLine(Plot plot, SweepLine line, double[] xs, ValueAxis axis, Color color)
    {
        int[] known = [.. Enumerable.Range(0, xs.Length).Where(i => line.Values[i] is not null)];
        if (known.Length == 0) return null;
        double[] ys = [.. known.Select(i => axis.Place(line.Values[i]!.Value))];
        Scatter scatter = plot.Add.Scatter(known.Select(i => xs[i]).ToArray(), ys, color);
        scatter.LineWidth = ChartStyle.LineWidth(isMeasured: false);
        scatter.MarkerSize = 8;
        scatter.MarkerShape = MarkerShape.OpenCircle;
        return new SpreadLabels.Entry(line.Name, xs[known[^1]], ys[^1], color);
    }

    private static void AddCell(Plot plot, int row, int column, double? value, double least, double most, bool isLabelled)
    {
        double share = value is > 0 && most > least ? Math.Log(value.Value / least) / Math.Log(most / least) : 0;
        Color color = value is null ? Missing : Fast.InterpolateRgb(Slow, share);
        Rectangle cell = plot.Add.Rectangle(column - 0.5, column + 0.5, row - 0.5, row + 0.5);
        cell.FillColor = color;
        cell.LineColor = Colors.White;
        cell.LineWidth = 1;
        if (!isLabelled) return;
        string text = value is { } number ? Short(number) : "timeout";
        ChartStyle.Label(plot, text, column, row, Alignment.MiddleCenter, value is not null && share > 0.5 ? Colors.White : Palette.Ink);
    }

    private static void Label(IAxis axis, string name, IReadOnlyList<string> values)
    {
        int step = (values.Count + MostTicks - 1) / MostTicks;
        int[] shown = [.. Enumerable.Range(0, values.Count).Where(i => i % step == 0)];
        axis.TickGenerator = new NumericManual([.. shown.Select(i => (double)i)], [.. shown.Select(i => values[i])]);
        axis.Label.Text = name;
        axis.MajorTickStyle.Length = 0;
    }

    private static string Short(double value) => value >= 1e4 ? Units.Significant(value / 1e3) + " k" : Units.Significant(value);
}
