using MultifdBench.Results;
using MultifdBench.Results.Statistics;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Reporting.Tables;

/// <summary>One row of a comparison table: a combination with what the renderers need to know about it.</summary>
/// <param name="Label">Unique in the table.</param>
/// <param name="Summary">The figures.</param>
/// <param name="Speedup">Against zlib of the same channel count; null when there is none.</param>
/// <param name="Remark">Failures as the series words them, or why the combination was not run; empty for a row that simply worked.</param>
/// <param name="Library">
/// What did the work: library and version of a measured row, host model of a simulated one; empty where there is none.
/// </param>
public sealed record ComparisonRow(string Label, SummaryRow Summary, double? Speedup, string Remark, string Library)
{
    /// <summary>The method with what tells its configurations apart, without channels: <c>qpl canned</c>.</summary>
    public string Method { get; init; } = "";

    /// <summary>
    /// Whether it stands for its method: of its channel counts the fewest that are not told apart from the fastest.
    /// </summary>
    public bool IsBest { get; init; }

    /// <summary>What makes its figures worth less than they look, a sentence each; rows share the texts. Empty for most.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary><c>measured</c> or <c>simulated</c>.</summary>
    public string Source => Summary.Combination.Source;

    /// <summary>What the total time exceeds, ms, where time-outs leave no figure; null else.</summary>
    public double? TotalTimeBoundMs => Summary.TotalTimeBoundMs;

    /// <summary>Completed runs, and of how many where some failed.</summary>
    public string Runs => Summary.Failures == 0 ? Text($"{Summary.N}") : Text($"{Summary.N} of {Summary.N + Summary.Failures}");

    /// <summary>
    /// What stands after "±" everywhere: the longer side of the 95 % interval of the median; null where there is no interval.
    /// </summary>
    internal static double? HalfWidth(Estimate estimate) =>
        estimate is { Median: { } median, Lo: { } lo, Hi: { } hi } ? Math.Max(hi - median, median - lo) : null;
}
