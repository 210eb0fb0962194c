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
/// <param name="Method">The method that it stands for, whose colour it takes; null for another choice.</param>
public sealed record SweepLine(string Name, IReadOnlyList<SweepValue> Values, string? Method = null);

/// <summary>What a chart of a sweep says beside its values.</summary>
/// <param name="FileName">Without extension.</param>
/// <param name="Title">What is shown.</param>
/// <param name="Origin">Host model, guest and method: the first line of the footer.</param>
/// <param name="Value">What the values are, with their unit.</param>
public sealed record SweepCaption(string FileName, string Title, string Origin, string Value);

/// <summary>
/// Charts of simulated sweeps: lines along one parameter, a heat map over two. Dashes and hollow points, as all that is simulated. What
/// timed out has an arrow at the limit, or a grey cell with it, and no line leads there.
/// </summary>
public static class SweepCharts
{
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
    /// <param name="looks">Colours of the methods that lines stand for.</param>
    public static Chart Lines(SweepCaption caption, string axis, IReadOnlyList<double> places, IReadOnlyList<SweepLine> lines,
        MethodLooks looks)
    {
        SweepValue[] all = [.. lines.SelectMany(line => line.Values)];
        Plot plot = ChartStyle.Create(caption.Title, Footer(caption, all, "Arrows"));
        ParameterLines drawn = new(
            plot, new ValueAxis(all.Select(value => value.Value)), [.. lines.Select((line, i) => Line(line, i, places, looks))],
            "timed out");
        drawn.Draw(axis, caption.Value);
        return new Chart(
            caption.FileName, caption.Title, new Drawing(plot, "", drawn.Figures(axis, caption.Value), drawn.Marks));
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

    /// <summary>A method has its own colour; other choices take one of the palette's.</summary>
    private static ParameterLine Line(SweepLine line, int index, IReadOnlyList<double> places, MethodLooks looks)
    {
        SeriesMark mark = line.Method is { } method
            ? Palette.MarkOf(method, "", isMeasured: false, shade: 0, looks)
            : new SeriesMark(LineColors[index % LineColors.Length], Palette.ShapeAt(index), IsMeasured: false);
        ParameterPoint[] points =
        [
            .. line.Values.Zip(places, (value, place) => new ParameterPoint(
                place, value.Value, value.IsBound,
                $"{line.Name}, {ValueAxis.Thousands(place)}: {(value.IsBound ? "more than " : "")}{Units.Significant(value.Value)}")),
        ];
        return new ParameterLine(line.Name, mark, points);
    }

    private static string Footer(SweepCaption caption, IEnumerable<SweepValue> values, string marks) =>
        values.Any(value => value.IsBound)
            ? $"{caption.Origin}; simulated. {marks}: timed out, longer than the limit; how long is not known"
            : $"{caption.Origin}; simulated";

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
