using Perfolizer.Mathematics.Common;
using Perfolizer.Mathematics.Distributions.ContinuousDistributions;

namespace MultifdBench.Comparison.Statistics;

/// <summary>Counts of events among trials: intervals and a test.</summary>
internal static class Shares
{
    /// <summary>
    /// Fisher's exact one-sided test: how likely are so many events in the second sample, or more, when both samples have the same rate.
    /// </summary>
    public static double PMore(int eventsA, int trialsA, int eventsB, int trialsB)
    {
        int events = eventsA + eventsB;
        double all = BinomialCoefficientHelper.LogBinomialCoefficient(trialsA + trialsB, events);
        double p = 0;
        for (int b = eventsB; b <= Math.Min(events, trialsB); b++)
        {
            if (events - b > trialsA) continue;
            p += Math.Exp(BinomialCoefficientHelper.LogBinomialCoefficient(trialsB, b)
                + BinomialCoefficientHelper.LogBinomialCoefficient(trialsA, events - b) - all);
        }

        return Math.Min(1, p);
    }

    /// <summary>95 % interval of a rate [Clopper &amp; Pearson 1934], which never covers less than it says.</summary>
    public static (double Lo, double Hi) Interval(int events, int trials)
    {
        const double tail = 0.025;
        double lo = events == 0 ? 0 : new BetaDistribution(events, trials - events + 1).Quantile(tail);
        double hi = events == trials ? 1 : new BetaDistribution(events + 1, trials - events).Quantile(1 - tail);
        return (lo, hi);
    }
}
