using MultifdBench.Comparison.Statistics;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>One metric of one combination or group: NEW against BASE. Immutable, thread-safe.</summary>
public sealed class MetricVerdict
{
    private readonly double[] _before;
    private readonly double[] _after;

    /// <param name="metric">The metric.</param>
    /// <param name="before">Logarithms of BASE.</param>
    /// <param name="after">Logarithms of NEW.</param>
    /// <param name="difference">Their difference.</param>
    internal MetricVerdict(RunMetric metric, LogSample before, LogSample after, Location difference)
    {
        Metric = metric;
        _before = before.Values;
        _after = after.Values;
        Difference = difference;
    }

    /// <summary>The metric.</summary>
    public RunMetric Metric { get; }

    /// <summary>What is said.</summary>
    public Verdict Verdict { get; internal init; }

    /// <summary>Smaller of the two p-values of a change for worse or better, corrected by Holm's method within its family; 1 where nothing can be said.</summary>
    public double P { get; internal init; } = 1;

    /// <summary>Values of BASE that entered.</summary>
    public int BaseCount => _before.Length;

    /// <summary>Values of NEW that entered.</summary>
    public int NewCount => _after.Length;

    /// <summary>NEW ÷ BASE, from trimmed means of logarithms; null when a side has no figure.</summary>
    public double? Ratio => Finite(Math.Exp(Difference.Value));

    /// <summary>Interval of the ratio that leaves <see cref="GateOptions.Misses"/> outside at each end, not corrected; null where it has no end.</summary>
    public (double? Lo, double? Hi) Interval
    {
        get
        {
            if (!Difference.HasInterval) return (null, null);
            (double lo, double hi) = Difference.Interval(GateOptions.Misses);
            return (Finite(Math.Exp(lo)), Finite(Math.Exp(hi)));
        }
    }

    /// <summary>Values of BASE in the metric's unit; of a group in multiples of each combination's centre.</summary>
    public SampleShape BaseShape => SampleShape.Of([.. _before.Select(Math.Exp)]);

    /// <summary>Values of NEW, likewise.</summary>
    public SampleShape NewShape => SampleShape.Of([.. _after.Select(Math.Exp)]);

    /// <summary>Shift of the logarithms in units of their average spread, positive where NEW is larger; null without spread.</summary>
    public double? EffectSize => SampleShape.EffectSize(_before, _after);

    /// <summary>Whether both sides have what an interval needs.</summary>
    public bool HasInterval => Difference.HasInterval;

    /// <summary>Difference of the logarithms, NEW − BASE.</summary>
    internal Location Difference { get; }

    /// <summary>The same, positive when worse.</summary>
    internal Location Slowdown => Metric.HigherIsBetter ? Difference with { Value = -Difference.Value } : Difference;

    /// <summary>The same figures with what was decided.</summary>
    internal MetricVerdict With(Verdict verdict, double p) => new(this) { Verdict = verdict, P = p };

    private MetricVerdict(MetricVerdict other)
    {
        Metric = other.Metric;
        _before = other._before;
        _after = other._after;
        Difference = other.Difference;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
