namespace MultifdBench.Comparison.Verdicts;

/// <summary>
/// What a comparison says. For every metric <em>slower</em> is the worse direction: fewer pages per second, a smaller ratio.
/// </summary>
public enum Verdict
{
    /// <summary>Neither can be said: too few or too noisy runs.</summary>
    Undecided,

    /// <summary>The interval lies within the threshold.</summary>
    Same,

    /// <summary>Better, significantly, and perhaps by the threshold or more.</summary>
    Faster,

    /// <summary>Worse, significantly, and perhaps by the threshold or more.</summary>
    Slower,

    /// <summary>
    /// Different, significantly, and perhaps by the threshold or more, in a metric of which neither direction is better by itself.
    /// </summary>
    Changed,

    /// <summary>Hosts, settings or sources differ: the figures stand side by side and mean nothing about each other.</summary>
    Incomparable,
}
