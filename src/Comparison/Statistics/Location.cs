using Perfolizer.Mathematics.Distributions.ContinuousDistributions;

namespace MultifdBench.Comparison.Statistics;

/// <summary>
/// An estimate of a location or of a difference of two, with what is needed for tests and intervals. Without enough values the standard
/// error is NaN: every p-value is then 1 and the interval is all numbers.
/// </summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard error; 0 when it is exact.</param>
/// <param name="DegreesOfFreedom">Of Student's distribution that (estimate − truth) ÷ standard error follows.</param>
internal readonly record struct Location(double Value, double StandardError, double DegreesOfFreedom)
{
    /// <summary>
    /// Share of values cut off at each end of a sample. A tenth takes two of twenty repetitions that a noisy neighbour hit at each end and
    /// costs 3 % of efficiency where there are none [Wilcox, Introduction to Robust Estimation and Hypothesis Testing, §3.3].
    /// </summary>
    public const double Trim = 0.1;

    /// <summary>Whether there are enough values for an interval.</summary>
    public bool HasInterval => !double.IsNaN(StandardError);

    /// <summary>A value without uncertainty.</summary>
    public static Location Exact(double value) => new(value, 0, double.PositiveInfinity);

    /// <summary>
    /// Trimmed mean with winsorised variance [Tukey &amp; McLaughlin 1963]. Exact only under normality, but with light as with heavy tails
    /// its t-test keeps its level better than that of the mean.
    /// </summary>
    /// <param name="values">In any order.</param>
    public static Location Of(IReadOnlyCollection<double> values)
    {
        int n = values.Count;
        if (n == 0) return new Location(double.NaN, double.NaN, 0);
        (double mean, double variance, int kept) = Trimmed(values);
        if (n == 1) return new Location(mean, double.NaN, 0);
        return new Location(mean, Math.Sqrt((n - 1) * variance / (kept * (kept - 1.0))), kept - 1);
    }

    /// <summary>The estimate of <see cref="Of"/> alone; at least one value.</summary>
    public static double TrimmedMean(ReadOnlySpan<double> values) => TrimmedMeanOf(values.ToArray()).Mean;

    /// <summary>
    /// Location of <paramref name="y"/> − location of <paramref name="x"/>, each with its own variance [Yuen 1974, Welch's degrees of
    /// freedom].
    /// </summary>
    public static Location Difference(IReadOnlyCollection<double> x, IReadOnlyCollection<double> y)
    {
        Location a = Of(x);
        Location b = Of(y);
        double va = a.StandardError * a.StandardError;
        double vb = b.StandardError * b.StandardError;
        double degrees = va + vb == 0
            ? a.DegreesOfFreedom + b.DegreesOfFreedom
            : (va + vb) * (va + vb) / (va * va / a.DegreesOfFreedom + vb * vb / b.DegreesOfFreedom);
        return new Location(b.Value - a.Value, Math.Sqrt(va + vb), degrees);
    }

    /// <summary>
    /// Mean of <paramref name="y"/> − mean of <paramref name="x"/> with one variance for both [Student 1908]: the only way to judge a
    /// single session against several.
    /// </summary>
    public static Location PooledDifference(IReadOnlyCollection<double> x, IReadOnlyCollection<double> y)
    {
        if (x.Count == 0 || y.Count == 0) return new Location(double.NaN, double.NaN, 0);
        double difference = y.Average() - x.Average();
        int degrees = x.Count + y.Count - 2;
        if (degrees == 0) return new Location(difference, double.NaN, 0);
        double variance = (SquaredDeviations(x) + SquaredDeviations(y)) / degrees;
        return new Location(difference, Math.Sqrt(variance * (1.0 / x.Count + 1.0 / y.Count)), degrees);
    }

    /// <summary>p-value of the test that the truth is at most <paramref name="bound"/>; small when it is above.</summary>
    public double PAbove(double bound) => Tail(bound - Value);

    /// <summary>p-value of the test that the truth is at least <paramref name="bound"/>; small when it is below.</summary>
    public double PBelow(double bound) => Tail(Value - bound);

    /// <summary>The interval that leaves <paramref name="tail"/> of probability outside at each end.</summary>
    public (double Lo, double Hi) Interval(double tail)
    {
        if (!HasInterval) return (double.NegativeInfinity, double.PositiveInfinity);
        if (StandardError == 0) return (Value, Value);
        double half = -new StudentDistribution(DegreesOfFreedom).Quantile(tail) * StandardError;
        return (Value - half, Value + half);
    }

    private double Tail(double difference)
    {
        if (!HasInterval) return 1;
        if (StandardError == 0) return difference < 0 ? 0 : 1;
        return new StudentDistribution(DegreesOfFreedom).Cdf(difference / StandardError);
    }

    private static (double Mean, double WinsorisedVariance, int Kept) Trimmed(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values];
        (double mean, int cut) = TrimmedMeanOf(sorted);
        double least = sorted[cut];
        double largest = sorted[^(cut + 1)];
        for (int i = 0; i < sorted.Length; i++) sorted[i] = Math.Clamp(sorted[i], least, largest);
        return (mean, SquaredDeviations(sorted) / Math.Max(1, sorted.Length - 1), sorted.Length - 2 * cut);
    }

    /// <summary>Sorts the values.</summary>
    private static (double Mean, int Cut) TrimmedMeanOf(double[] values)
    {
        Array.Sort(values);
        int cut = (int)(Trim * values.Length);
        ReadOnlySpan<double> kept = values.AsSpan(cut, values.Length - 2 * cut);
        double mean = 0;
        foreach (double value in kept) mean += value / kept.Length;
        return (mean, cut);
    }

    private static double SquaredDeviations(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean));
    }
}
