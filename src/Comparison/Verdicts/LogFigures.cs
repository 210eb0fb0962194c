using MultifdBench.Comparison.Statistics;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>Logarithms of one metric in one session. Immutable, thread-safe.</summary>
/// <param name="metric">The metric.</param>
/// <param name="repetitions">The repetition of each value, in any order.</param>
/// <param name="values">The values; none where no run has a figure.</param>
internal sealed class LogFigures(RunMetric? metric, int[] repetitions, double[] values)
{
    // NaN until it is asked for; threads that come at once find the same.
    private double _trimmedMean = double.NaN;

    /// <summary>The metric; null for a mean over several combinations.</summary>
    public RunMetric? Metric => metric;

    /// <summary>The repetition of each value.</summary>
    public int[] Repetitions => repetitions;

    /// <summary>The values, which nobody may change.</summary>
    public double[] Values => values;

    /// <summary>What the session counts for; at least one value.</summary>
    public double TrimmedMean
    {
        get
        {
            if (double.IsNaN(_trimmedMean)) _trimmedMean = Location.TrimmedMean(values);
            return _trimmedMean;
        }
    }
}
