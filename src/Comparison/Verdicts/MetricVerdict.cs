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
    /// <param name="levels">What it is the difference of.</param>
    internal MetricVerdict(RunMetric metric, LogSample before, LogSample after, Location difference, (double Before, double After) levels)
    {
        Metric = metric;
        (Before, After) = (before, after);
        _before = before.Values;
        _after = after.Values;
        Difference = difference;
        BaseLevel = Finite(Math.Exp(levels.Before));
        NewLevel = Finite(Math.Exp(levels.After));
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
    public int BaseCount => _before.Length;

    /// <summary>Values of NEW that entered.</summary>
    public int NewCount => _after.Length;

    /// <summary>
    /// BASE in the metric's unit: the exponential of the trimmed mean of logarithms that the ratio is taken of, so that
    /// <see cref="NewLevel"/> ÷ <see cref="BaseLevel"/> is <see cref="Ratio"/>. Of a group in multiples of each combination's centre; null
    /// without a figure.
    /// </summary>
    public double? BaseLevel { get; }

    /// <summary>NEW, likewise.</summary>
    public double? NewLevel { get; }

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
    public SampleShape BaseShape => SampleShape.Of([.. _before.Select(Math.Exp)]);

    /// <summary>Values of NEW, likewise.</summary>
    public SampleShape NewShape => SampleShape.Of([.. _after.Select(Math.Exp)]);

    /// <summary>Shift of the logarithms in units of their average spread, positive where NEW is larger; null without spread.</summary>
    public double? EffectSize => SampleShape.EffectSize(_before, _after);

    /// <summary>Whether both sides have what an interval needs.</summary>
    public bool HasInterval => Difference.HasInterval;

    /// <summary>Difference of the logarithms, NEW − BASE.</summary>
    internal Location Difference { get; }

    /// <summary>The same, positive when worse; of a metric without a better direction positive when NEW is larger.</summary>
    internal Location Slowdown => Metric.HigherIsBetter == true ? Difference with { Value = -Difference.Value } : Difference;

    /// <summary>The same figures with what was decided.</summary>
    internal MetricVerdict With(Verdict verdict, double p) => new(this) { Verdict = verdict, P = p };

    /// <summary>The same, undecided since NEW's slower runs may be those without a figure.</summary>
    internal MetricVerdict OfLuckierRuns() => new(this) { Verdict = Verdict.Undecided, P = P, IsOfLuckierRuns = true };

    private MetricVerdict(MetricVerdict other)
    {
        Metric = other.Metric;
        (Before, After) = (other.Before, other.After);
        _before = other._before;
        _after = other._after;
        Difference = other.Difference;
        BaseLevel = other.BaseLevel;
        NewLevel = other.NewLevel;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
