using ScottPlot;
using ScottPlot.TickGenerators;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// A vertical axis that is logarithmic when its values span a lot, and says so. ScottPlot has no logarithmic scale: the plot
/// holds logarithms and the ticks are labelled with what they stand for.
/// </summary>
internal sealed class ValueAxis
{
    /// <summary>Beyond this the smaller of two bars is a line.</summary>
    public const double BarSpan = 30;

    private const double LogMargin = 0.08;
    private const double TopMargin = 1.12;

    /// <summary>Where fewer decades than this are shown, 2 and 5 have ticks too.</summary>
    private const double FewDecades = 2.5;

    private readonly double _least;
    private readonly double _most;

    /// <param name="values">Values to show; only positive ones count, since a logarithm has no others.</param>
    /// <param name="largestLinearSpan">The most by which values on a linear axis may differ, as a factor.</param>
    public ValueAxis(IEnumerable<double> values, double largestLinearSpan = BarSpan)
    {
        double[] positive = [.. values.Where(value => value > 0 && double.IsFinite(value))];
        _least = positive.Length == 0 ? 1 : positive.Min();
        _most = positive.Length == 0 ? 1 : positive.Max();
        IsLogarithmic = _most / _least > largestLinearSpan;
    }

    /// <summary>Whether the axis holds logarithms.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>Where the axis begins: at zero, or a little below the least value.</summary>
    public double Base => IsLogarithmic ? Math.Log10(_least) - LogMargin * Math.Log10(_most / _least) : 0;

    /// <summary>The place of a value on the axis; what is too small for a logarithmic axis stands on its base.</summary>
    public double Place(double value) => !IsLogarithmic ? value : value > 0 ? Math.Max(Math.Log10(value), Base) : Base;

    /// <summary>Labels the axis and sets its limits, with room for labels above the highest value.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="label">Name and unit.</param>
    /// <param name="highest">The highest value that anything reaches, error bars included.</param>
    public void Apply(Plot plot, string label, double highest)
    {
        plot.YLabel(IsLogarithmic ? $"{label}, log scale" : label, size: ChartStyle.TextSize + 1);
        plot.Axes.Left.Label.Bold = false;
        double top = Place(Math.Max(highest, _most));
        double end = Base + (top - Base) * TopMargin;
        plot.Axes.SetLimitsY(Base, end);
        plot.Axes.Left.TickGenerator = IsLogarithmic ? Decades(Base, end) : new NumericAutomatic { LabelFormatter = Thousands };
    }

    /// <summary>Ticks at powers of ten, and between them where there are few.</summary>
    private static NumericManual Decades(double from, double to)
    {
        NumericManual ticks = new();
        for (int exponent = (int)Math.Floor(from); exponent <= to; exponent++)
        {
            for (int digit = 1; digit < 10; digit++)
            {
                double value = digit * Math.Pow(10, exponent);
                double place = Math.Log10(value);
                if (place < from || place > to) continue;
                if (digit == 1 || (digit is 2 or 5 && to - from < FewDecades)) ticks.AddMajor(place, Thousands(value));
                else ticks.AddMinor(place);
            }
        }

        return ticks;
    }

    /// <summary>A tick's value; thousands and millions are k and M, since six zeros are hard to count.</summary>
    public static string Thousands(double value) => Math.Abs(value) switch
    {
        >= 1e6 => Plain(value / 1e6) + " M",
        >= 1e4 => Plain(value / 1e3) + " k",
        _ => Plain(value),
    };

    private static string Plain(double value) => value.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
