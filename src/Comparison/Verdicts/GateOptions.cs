namespace MultifdBench.Comparison.Verdicts;

/// <summary>How verdicts are reached; see docs/statistics.md.</summary>
public sealed record GateOptions
{
    /// <summary>The slowdown that must not be missed, as a fraction above 0: two samples closer than that are the same.</summary>
    public double Threshold { get; init; } = 0.05;

    /// <summary>Fields of <c>host.json</c> that may differ.</summary>
    public IReadOnlyCollection<string> AllowedDifferences { get; init; } = [];

    /// <summary>Show what cannot be compared side by side, as incomparable, instead of refusing.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Chance of one false alarm or more in a whole comparison. Half of it goes to the groups, half to the single combinations.
    /// </summary>
    public const double FalseAlarms = 0.01;

    /// <summary>
    /// Chance that a change of exactly the threshold is called the same. It is each comparison's own: what one slowdown needs to be seen
    /// does not depend on how many others are looked for.
    /// </summary>
    public const double Misses = 0.01;
}
