using MultifdBench.Comparison.Statistics;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>One metric of one combination or group: NEW against BASE. Immutable, thread-safe.</summary>
public sealed class MetricVerdict
{
    private readonly Design _design;
    private readonly bool _isExact;

    /// <param name="metric">The metric.</param>
    /// <param name="before">Logarithms of BASE.</param>
    /// <param name="after">Logarithms of NEW.</param>
    /// <param name="design">The unit of the statistics.</param>
    /// <param name="isExact">True for simulated figures, which have no noise.</param>
    internal MetricVerdict(RunMetric metric, LogSample before, LogSample after, Design design, bool isExact)
    {
        Metric = metric;
        (Before, After) = (before, after);
        (_design, _isExact) = (design, isExact);
        Difference = LogSample.Difference(before, after, design, isExact);
    }

    /// <summary>The metric.</summary>
    public RunMetric Metric { get; }

    /// <summary>Logarithms of BASE.</summary>
    internal LogSample Before { get; }

    /// <summary>Logarithms of NEW.</summary>
    internal LogSample After { get; }

    /// <summary>What is said.</summary>
    public Verdict Verdict { get; internal init; }

    /// <summary>
    /// Smaller of the two p-values of a change for worse or better, corrected by Holm's method within its family; 1 where nothing can be
    /// said.
    /// </summary>
    public double P { get; internal init; } = 1;

    /// <summary>
    /// Whether it is undecided for that alone that NEW completed a smaller share of its runs: those that did would be called faster.
    /// </summary>
    public bool IsOfLuckierRuns { get; private init; }

    /// <summary>Values of BASE that entered.</summary>
    public int BaseCount => Before.Count;

    /// <summary>Values of NEW that entered.</summary>
    public int NewCount => After.Count;

    /// <summary>
    /// BASE in the metric's unit: the exponential of the trimmed mean of logarithms that the ratio is taken of, so that
    /// <see cref="NewLevel"/> ÷ <see cref="BaseLevel"/> is <see cref="Ratio"/>. Of a group in multiples of each combination's centre; null
    /// without a figure.
    /// </summary>
    public double? BaseLevel => Finite(Math.Exp(Levels.Before));

    /// <summary>NEW, likewise.</summary>
    public double? NewLevel => Finite(Math.Exp(Levels.After));

    /// <summary>NEW ÷ BASE, from trimmed means of logarithms; null when a side has no figure.</summary>
    public double? Ratio => Finite(RatioInterval.Of(Difference, GateOptions.Misses).Ratio);

    /// <summary>
    /// Interval of the ratio that leaves <see cref="GateOptions.Misses"/> outside at each end, not corrected; null where it has no end.
    /// </summary>
    public (double? Lo, double? Hi) Interval
    {
        get
        {
            RatioInterval ratio = RatioInterval.Of(Difference, GateOptions.Misses);
            return (ratio.Lo, ratio.Hi);
        }
    }

    /// <summary>Values of BASE in the metric's unit; of a group in multiples of each combination's centre.</summary>
    public SampleShape BaseShape => SampleShape.Of([.. Before.Values.Select(Math.Exp)]);

    /// <summary>Values of NEW, likewise.</summary>
    public SampleShape NewShape => SampleShape.Of([.. After.Values.Select(Math.Exp)]);

    /// <summary>Shift of the logarithms in units of their average spread, positive where NEW is larger; null without spread.</summary>
    public double? EffectSize => SampleShape.EffectSize(Before.Values, After.Values);

    /// <summary>Whether both sides have what an interval needs.</summary>
    public bool HasInterval => Difference.HasInterval;

    /// <summary>Difference of the logarithms, NEW − BASE.</summary>
    internal Location Difference { get; }

    /// <summary>The same, positive when worse; of a metric without a better direction positive when NEW is larger.</summary>
    internal Location Slowdown => Metric.HigherIsBetter == true ? Difference with { Value = -Difference.Value } : Difference;

    private (double Before, double After) Levels => LogSample.Levels(Before, After, _design, _isExact);

    /// <summary>The same figures with what was decided.</summary>
    internal MetricVerdict With(Verdict verdict, double p) => new(this) { Verdict = verdict, P = p };

    /// <summary>The same, undecided since NEW's slower runs may be those without a figure.</summary>
    internal MetricVerdict OfLuckierRuns() => new(this) { Verdict = Verdict.Undecided, P = P, IsOfLuckierRuns = true };

    private MetricVerdict(MetricVerdict other)
    {
        Metric = other.Metric;
        (Before, After) = (other.Before, other.After);
        (_design, _isExact) = (other._design, other._isExact);
        Difference = other.Difference;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
