using ScottPlot;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// One of several scales above each other in one picture, with its own ticks: all share the time along the bottom. ScottPlot has one scale
/// on a side, so that the plot holds places in the picture and a band says which values they are. Logarithmic when its values span a lot,
/// and says so.
/// </summary>
internal sealed class TimeBand
{
    private const int MostSteps = 4;

    private readonly string _name;
    private readonly double _bottom;
    private readonly double _top;
    private readonly double _least;
    private readonly double _most;
    private readonly bool _isLogarithmic;

    /// <param name="name">What the values are, with their unit.</param>
    /// <param name="bottom">Where the band begins, in axis units.</param>
    /// <param name="top">Where its largest value is.</param>
    /// <param name="values">Values to show.</param>
    /// <param name="mayBeLogarithmic">False for values that fall to zero.</param>
    public TimeBand(string name, double bottom, double top, IEnumerable<double> values, bool mayBeLogarithmic)
    {
        double[] positive = [.. values.Where(value => value > 0 && double.IsFinite(value))];
        _bottom = bottom;
        _top = top;
        _most = positive.Length == 0 ? 1 : positive.Max();
        _isLogarithmic = mayBeLogarithmic && positive.Length > 0 && _most / positive.Min() > ValueAxis.BarSpan;
        _least = _isLogarithmic ? positive.Min() : 0;
        _name = _isLogarithmic ? $"{name}, log scale" : name;
    }

    /// <summary>The place of a value; what is too small for a logarithmic band is at its bottom.</summary>
    public double Place(double value)
    {
        double share = _isLogarithmic
            ? value > 0 ? Math.Log(value / _least) / Math.Log(_most / _least) : 0
            : value / _most;
        return _bottom + (_top - _bottom) * Math.Clamp(share, 0, 1);
    }

    /// <summary>Places and texts of its ticks.</summary>
    public IEnumerable<(double Place, string Text)> Ticks()
    {
        double[] values = _isLogarithmic ? [.. Powers()] : [.. Steps()];
        return values.Select(value => (Place(value), ValueAxis.Thousands(value)));
    }

    /// <summary>Writes what the values are above the band.</summary>
    public void AddName(Plot plot) =>
        ChartStyle.Label(plot, _name, 0, _top, Alignment.LowerLeft, Palette.Muted, offsetX: 6, offsetY: -6);

    private IEnumerable<double> Powers()
    {
        for (double power = Math.Pow(10, Math.Ceiling(Math.Log10(_least))); power <= _most; power *= 10) yield return power;
    }

    /// <summary>1, 2 or 5 times a power of ten, so that few steps reach the largest value.</summary>
    private IEnumerable<double> Steps()
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(_most / MostSteps)));
        double step = new[] { 1.0, 2, 5, 10 }.Select(factor => factor * power).First(step => _most / step <= MostSteps);
        for (int i = 0; i * step <= _most; i++) yield return i * step;
    }
}
