using Perfolizer.Mathematics.Common;

namespace MultifdBench.Comparison.Statistics;

/// <summary>
/// How many times as large one group of figures is as another. Reports, which set methods beside each other, and comparisons of builds
/// both ask here, so that neither can deny what the other says. Other questions take other methods: docs/statistics.md has the list.
/// Immutable, thread-safe.
/// </summary>
/// <remarks>The estimate is that of <see cref="Location"/>: trimmed means of logarithms and Student's distribution.</remarks>
/// <param name="Ratio">Estimate of x ÷ y; NaN when either has no value.</param>
/// <param name="Lo">Lower end; null where there are too few values for one.</param>
/// <param name="Hi">Upper end; null likewise.</param>
public sealed record RatioInterval(double Ratio, double? Lo, double? Hi)
{
    /// <summary>
    /// The ratio of <paramref name="x"/> to <paramref name="y"/>, two groups of runs that are independent of each other; null when either
    /// has no positive value. It has no interval where the groups are so small that they could lie apart by chance more often than
    /// <paramref name="errorRate"/> says: whether logarithms are normal cannot be seen in so few.
    /// </summary>
    /// <param name="x">Positive figures in any order; others are left out.</param>
    /// <param name="y">Likewise.</param>
    /// <param name="errorRate">Probability that the interval misses the truth, 0 to 1: 0.05 for 95 %.</param>
    public static RatioInterval? Of(IEnumerable<double> x, IEnumerable<double> y, double errorRate)
    {
        double[] above = Logarithms(x);
        double[] below = Logarithms(y);
        if (above.Length == 0 || below.Length == 0) return null;
        RatioInterval interval = Of(Location.Difference(below, above), errorRate / 2);
        return IsEnough(above.Length, below.Length, errorRate) ? interval : interval with { Lo = null, Hi = null };
    }

    /// <summary>What such ratios are of: the exponential of the trimmed mean of logarithms; NaN without positive values.</summary>
    /// <param name="values">Positive figures in any order; others are left out.</param>
    public static double Level(IEnumerable<double> values) => Math.Exp(Location.Of(Logarithms(values)).Value);

    /// <summary>How many values on each side an interval needs.</summary>
    /// <param name="errorRate">As in <see cref="Of(IEnumerable{double}, IEnumerable{double}, double)"/>.</param>
    public static int LeastCount(double errorRate)
    {
        int n = 1;
        while (!IsEnough(n, n, errorRate)) n++;
        return n;
    }

    /// <summary>The ratio whose logarithm a difference is.</summary>
    /// <param name="difference">Of logarithms.</param>
    /// <param name="tail">Probability outside of the interval at each end.</param>
    internal static RatioInterval Of(Location difference, double tail)
    {
        (double lo, double hi) = difference.Interval(tail);
        return new RatioInterval(Math.Exp(difference.Value), End(lo), End(hi));
    }

    /// <summary>
    /// Whether two groups of the same distribution lie wholly apart, in either order, at most as often as <paramref name="errorRate"/>
    /// says: no test that assumes no distribution could tell fewer values apart.
    /// </summary>
    private static bool IsEnough(int n, int m, double errorRate) =>
        Math.Log(2) - BinomialCoefficientHelper.LogBinomialCoefficient(n + m, n) <= Math.Log(errorRate);

    private static double[] Logarithms(IEnumerable<double> values) =>
        [.. values.Where(value => value > 0 && double.IsFinite(value)).Select(value => Math.Log(value))];

    private static double? End(double logarithm) =>
        double.IsFinite(logarithm) && Math.Exp(logarithm) is var end && double.IsFinite(end) ? end : null;
}
