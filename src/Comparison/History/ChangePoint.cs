namespace MultifdBench.Comparison.History;

/// <summary>A lasting change in a series.</summary>
/// <param name="Index">Index of the first point after it.</param>
/// <param name="LevelBefore">Geometric mean of the points before it, back to the change before, in the metric's unit.</param>
/// <param name="LevelAfter">Likewise after it, up to the next change.</param>
/// <param name="P">p-value of the two levels being the same, corrected for the number of places where the change could have been.</param>
/// <param name="IsWorse">Whether it went in the metric's worse direction; null where it has none.</param>
/// <param name="Before">The last point before it.</param>
/// <param name="After">The first point after it.</param>
public sealed record ChangePoint(int Index, double LevelBefore, double LevelAfter, double P, bool? IsWorse, HistoryPoint Before,
    HistoryPoint After)
{
    /// <summary>Level after ÷ level before.</summary>
    public double Ratio => LevelAfter / LevelBefore;

    /// <summary>Whether both sides are the same build, so that the host changed and not the code.</summary>
    public bool IsOfTheHost => Before.GitCommit is not null && Before.GitCommit == After.GitCommit;

    /// <summary>Where to look for the cause: last commit before, first commit after, as git takes a range.</summary>
    public string CommitRange => $"{Short(Before.GitCommit)}..{Short(After.GitCommit)}";

    private static string Short(string? commit) => commit is null ? "?" : commit[..Math.Min(12, commit.Length)];
}

/// <summary>One result set in a series.</summary>
/// <param name="Set">Name of the results folder.</param>
/// <param name="Start">Start of its first run.</param>
/// <param name="GitCommit">Commit of the build; null where it is not recorded.</param>
/// <param name="N">Values that entered.</param>
/// <param name="Value">Level in the metric's unit: the exponential of the trimmed mean of logarithms.</param>
public sealed record HistoryPoint(string Set, DateTimeOffset Start, string? GitCommit, int N, double Value);

/// <summary>One metric of one combination on one host, over time. Points are in order of time.</summary>
/// <param name="Host">Host name, or "unknown host".</param>
/// <param name="Combination">The combination.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Points">At least one.</param>
/// <param name="Changes">In order of time.</param>
public sealed record HistorySeries(string Host, Results.Combination Combination, RunMetric Metric, IReadOnlyList<HistoryPoint> Points,
    IReadOnlyList<ChangePoint> Changes);
