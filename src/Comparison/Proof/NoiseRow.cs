using MultifdBench.Comparison.Statistics;
using MultifdBench.Comparison.Verdicts;
using Perfolizer.Mathematics.Distributions.ContinuousDistributions;

namespace MultifdBench.Comparison.Proof;

/// <summary>The noise of one guest and method in one metric, and what it costs.</summary>
/// <param name="Group">Guest and method.</param>
/// <param name="Metric">The metric.</param>
/// <param name="PairDeviation">Standard deviation of the difference between neighbouring sessions, of logarithms: 0.02 is 2 %.</param>
/// <param name="PairsNeeded">
/// Pairs of sessions with which a slowdown of the threshold in the whole group is missed in no more than <see cref="GateOptions.Misses"/>
/// of the cases; null when <see cref="Most"/> are too few.
/// </param>
public sealed record NoiseRow(GroupComparison Group, RunMetric Metric, double PairDeviation, int? PairsNeeded)
{
    /// <summary>Nobody runs more sessions for one verdict.</summary>
    public const int Most = 1000;

    /// <param name="group">Guest and method.</param>
    /// <param name="metric">Its differences between neighbours.</param>
    /// <param name="measuredPairs">How many pairs of neighbours these are; a session may hold many runs of a combination.</param>
    /// <param name="tests">Tests of the family, for the correction.</param>
    /// <param name="threshold">The slowdown to see.</param>
    internal static NoiseRow Of(GroupComparison group, MetricVerdict metric, int measuredPairs, int tests, double threshold)
    {
        double deviation = metric.Difference.StandardError * Math.Sqrt(measuredPairs);
        return new NoiseRow(group, metric.Metric, deviation,
            Needed(deviation, GateOptions.FalseAlarms / 2 / tests, Math.Log(1 + threshold)));
    }

    /// <summary>
    /// Sample size of a one-sided t-test [Student]: the quantiles of both errors, in standard errors, must fit into the slowdown.
    /// </summary>
    private static int? Needed(double deviation, double level, double slowdown)
    {
        for (int pairs = 3; pairs <= Most; pairs++)
        {
            StudentDistribution student = new(pairs - 2 * (int)(Location.Trim * pairs) - 1);
            double errors = -student.Quantile(level) - student.Quantile(GateOptions.Misses);
            if (errors * deviation <= slowdown * Math.Sqrt(pairs)) return pairs;
        }

        return null;
    }
}
