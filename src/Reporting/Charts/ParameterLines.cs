using ScottPlot;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>A point of a line along a parameter.</summary>
/// <param name="At">The parameter's value.</param>
/// <param name="Value">The figure, or the bound that it exceeds.</param>
/// <param name="IsBound">Whether it is that bound.</param>
/// <param name="Hint">What a reader's pointer is told.</param>
internal readonly record struct ParameterPoint(double At, double Value, bool IsBound, string Hint);

/// <summary>A method along a parameter.</summary>
/// <param name="Name">Beside the line's end.</param>
/// <param name="Mark">Colour and marker.</param>
/// <param name="Points">By rising parameter.</param>
internal sealed record ParameterLine(string Name, SeriesMark Mark, IReadOnlyList<ParameterPoint> Points)
{
    /// <summary>Whether QEMU has the method so: what it does not have is drawn, and never called the best.</summary>
    public bool IsInQemu { get; init; } = true;
}

/// <summary>
/// Lines along one parameter with their names at their ends. What is only bounded has an arrow at the bound, and no line leads there:
/// nobody knows where it would go.
/// </summary>
internal sealed class ParameterLines
{
    /// <summary>Beyond this an axis of equal steps would press its small values together.</summary>
    private const double LargestLinearSpan = 8;

    private const int MostTicks = 16;

    /// <summary>Shares of the axes. Lines that are bounded at one place are so by one limit: their arrows stand side by side.</summary>
    private const double ArrowHeight = 0.05;
    private const double ArrowSpread = 0.015;

    private readonly Plot _plot;
    private readonly ValueAxis _values;
    private readonly IReadOnlyList<ParameterLine> _lines;
    private readonly double[] _places;
    private readonly string _boundName;

    /// <param name="plot">Where to.</param>
    /// <param name="values">The vertical axis.</param>
    /// <param name="lines">At least one, of at least one point in all.</param>
    /// <param name="boundName">What the name of a line says that ends in a bound.</param>
    public ParameterLines(Plot plot, ValueAxis values, IReadOnlyList<ParameterLine> lines, string boundName)
    {
        _boundName = boundName;
        _plot = plot;
        _values = values;
        _lines = lines;
        _places = [.. lines.SelectMany(line => line.Points).Select(point => point.At).Distinct().Order()];
        IsLogarithmic = _places[0] > 0 && _places[^1] / _places[0] > LargestLinearSpan;
    }

    /// <summary>Whether the parameter's axis holds logarithms.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The points, for readers' pointers.</summary>
    public IReadOnlyList<ChartMark> Marks =>
        [.. _lines.SelectMany(line => line.Points).Select(point => new ChartMark(Place(point.At), _values.Place(point.Value), point.Hint))];

    /// <summary>Where the parameter's axis has a value.</summary>
    public double Place(double at) => IsLogarithmic ? Math.Log2(at) : at;

    /// <summary>Draws axes, lines, arrows and names.</summary>
    /// <param name="axis">The parameter with its unit.</param>
    /// <param name="label">What the values are, with their unit.</param>
    /// <param name="highest">The highest value that anything else reaches.</param>
    public void Draw(string axis, string label, double highest = 0)
    {
        SetAxes(axis, label, highest);
        foreach (ParameterLine line in _lines) AddLine(line);
        foreach (var bounds in _lines.SelectMany(line => line.Points.Where(point => point.IsBound).Select(point => (line, point)))
            .GroupBy(bound => bound.point.At)) AddBounds([.. bounds]);
        SpreadLabels.Add(_plot, Names());
    }

    /// <summary>The points as a table.</summary>
    /// <param name="axis">The parameter with its unit.</param>
    /// <param name="label">What the values are, with their unit.</param>
    public ChartFigures Figures(string axis, string label) => new(
        ["method", axis, label, "the figure exceeds this"],
        [
            .. from line in _lines
               from point in line.Points
               select new[]
               {
                   line.Name, ChartFigures.Number(point.At), ChartFigures.Number(point.Value), point.IsBound ? "yes" : "",
               },
        ]);

    private void SetAxes(string axis, string label, double highest)
    {
        double first = Place(_places[0]);
        double span = Math.Max(Place(_places[^1]) - first, double.Epsilon);
        // Arrows at the first place stand on both sides of it.
        int arrows = _lines.Count(line => line.Points.Any(point => point.IsBound && point.At == _places[0]));
        double left = first - (0.05 + ArrowSpread * arrows) * span;
        _plot.Axes.SetLimitsX(left, SpreadLabels.RightEnd(left, first + span, Names()));
        int step = (_places.Length + MostTicks - 1) / MostTicks;
        double[] shown = [.. _places.Where((_, i) => i % step == 0)];
        _plot.Axes.Bottom.TickGenerator = new NumericManual([.. shown.Select(Place)], [.. shown.Select(ValueAxis.Thousands)]);
        _plot.XLabel(IsLogarithmic ? $"{axis}, log scale" : axis, size: ChartStyle.TextSize + 1);
        _plot.Axes.Bottom.Label.Bold = false;
        _values.Apply(_plot, label, highest);
    }

    private void AddBounds((ParameterLine Line, ParameterPoint Point)[] bounds)
    {
        AxisLimits limits = _plot.Axes.GetLimits();
        foreach ((int i, (ParameterLine line, ParameterPoint point)) in bounds.Index())
        {
            double shift = (i - 0.5 * (bounds.Length - 1)) * ArrowSpread * limits.HorizontalSpan;
            ChartStyle.AddBound(_plot, Place(point.At) + shift, _values.Place(point.Value), ArrowHeight * limits.VerticalSpan,
                line.Mark.Color);
        }

        ChartStyle.Label(_plot, $"≥ {ChartStyle.Short(bounds[0].Point.Value)}", Place(bounds[0].Point.At),
            _values.Place(bounds[0].Point.Value) + ArrowHeight * limits.VerticalSpan, Alignment.LowerCenter, Palette.Ink, offsetY: -6);
    }

    private void AddLine(ParameterLine line)
    {
        for (int start = 0, end; start < line.Points.Count; start = end + 1)
        {
            for (end = start; end < line.Points.Count && !line.Points[end].IsBound;) end++;
            if (end == start) continue;
            Coordinates[] part =
                [.. line.Points.Take(start..end).Select(point => new Coordinates(Place(point.At), _values.Place(point.Value)))];
            if (part.Length > 1) ChartStyle.AddLine(_plot, part, line.Mark);
            ChartStyle.AddPoints(_plot, part, line.Mark);
        }
    }

    private IEnumerable<SpreadLabels.Entry> Names() => _lines.Where(line => line.Points.Count > 0).Select(Name);

    /// <summary>At the line's last point, or at the arrow in its place.</summary>
    private SpreadLabels.Entry Name(ParameterLine line)
    {
        ParameterPoint last = line.Points[^1];
        return new SpreadLabels.Entry(
            last.IsBound ? $"{line.Name} ({_boundName})" : line.Name, Place(last.At), _values.Place(last.Value), line.Mark.Color);
    }
}
