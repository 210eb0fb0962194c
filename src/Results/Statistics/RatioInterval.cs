using Perfolizer.Mathematics.Distributions.ContinuousDistributions;

namespace MultifdBench.Results.Statistics;

/// <summary>How many times larger one sample is than another, with an interval that assumes no distribution.</summary>
/// <remarks>
/// The median of all pairwise ratios [Hodges &amp; Lehmann 1963, on logarithms] between order statistics of theirs that the null
/// distribution of Mann and Whitney's U gives [Bauer 1972]: exact for few values, normal for many. Where so few values cannot carry the
/// confidence asked for, there is no interval, rather than a wide guess.
/// </remarks>
/// <param name="Ratio">Median of x ÷ y over all pairs.</param>
/// <param name="Lo">Lower end; null when there are too few values for the confidence.</param>
/// <param name="Hi">Upper end; null likewise.</param>
public sealed record RatioInterval(double Ratio, double? Lo, double? Hi)
{
    /// <summary>More pairs than this are counted by the normal approximation: their exact counts would no longer differ from it.</summary>
    private const int MostExactPairs = 2_500;

    /// <summary>Whether 1 is outside of the interval: the two differ at the confidence asked for.</summary>
    public bool Excludes1 => Lo > 1 || Hi < 1;

    /// <summary>The ratio of <paramref name="x"/> to <paramref name="y"/>; null when either has no positive value.</summary>
    /// <param name="x">Positive figures in any order; others are left out.</param>
    /// <param name="y">Likewise.</param>
    /// <param name="errorRate">Probability that the interval misses the truth, 0 to 1: 0.05 for 95 %.</param>
    public static RatioInterval? Of(IEnumerable<double> x, IEnumerable<double> y, double errorRate)
    {
        double[] above = [.. x.Where(IsUsable)];
        double[] below = [.. y.Where(IsUsable)];
        if (above.Length == 0 || below.Length == 0) return null;
        double[] ratios = [.. above.SelectMany(a => below.Select(b => a / b)).Order()];
        double median = Math.Sqrt(ratios[(ratios.Length - 1) / 2] * ratios[ratios.Length / 2]);
        int cut = CutOff(above.Length, below.Length, errorRate / 2);
        return cut == 0 ? new RatioInterval(median, null, null) : new RatioInterval(median, ratios[cut - 1], ratios[^cut]);
    }

    /// <summary>How many values on each side an interval needs.</summary>
    /// <param name="errorRate">As in <see cref="Of"/>.</param>
    public static int LeastCount(double errorRate)
    {
        int n = 1;
        while (CutOff(n, n, errorRate / 2) == 0) n++;
        return n;
    }

    /// <summary>
    /// The largest c for which P(U &lt; c) is at most <paramref name="tail"/>; the c-th ratio from either side bounds the interval.
    /// </summary>
    private static int CutOff(int n, int m, double tail)
    {
        if ((long)n * m > MostExactPairs)
        {
            double deviation = Math.Sqrt((double)n * m * (n + m + 1) / 12);
            return Math.Max(0, (int)Math.Floor((double)n * m / 2 + NormalDistribution.Standard.Quantile(tail) * deviation));
        }

        double[] counts = CountsOfU(n, m);
        double allowed = tail * counts.Sum();
        int cut = 0;
        for (double below = counts[0]; below <= allowed; below += counts[cut]) cut++;
        return cut;
    }

    /// <summary>In how many arrangements U has each value: the coefficients of the Gaussian binomial (n + m over n).</summary>
    private static double[] CountsOfU(int n, int m)
    {
        double[] counts = new double[n * m + 1];
        counts[0] = 1;
        for (int i = 1; i <= m; i++)
        {
            for (int u = counts.Length - 1; u >= n + i; u--) counts[u] -= counts[u - n - i];
            for (int u = i; u < counts.Length; u++) counts[u] += counts[u - i];
        }

        return counts;
    }

    private static bool IsUsable(double value) => value > 0 && double.IsFinite(value);
}
