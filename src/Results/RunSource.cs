namespace MultifdBench.Results;

/// <summary>Where a figure comes from: the values of column <c>source</c>. They never share a bar, a mean or a comparison.</summary>
public static class RunSource
{
    /// <summary>Wall clock, this host.</summary>
    public const string Measured = "measured";

    /// <summary>Virtual time, device model.</summary>
    public const string Simulated = "simulated";

    /// <summary>Someone else's figure, in the reference tables only.</summary>
    public const string Published = "published";
}
