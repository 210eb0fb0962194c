using MultifdBench.Comparison.Statistics;
using MultifdBench.Core;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Answers;

/// <summary>
/// Figures in a sentence: never without n, never without an interval where there is one, and said where several runs give none.
/// </summary>
internal static class EstimateText
{
    /// <summary>
    /// "268 ms (95 % interval 260 to 280, n = 10)"; "268 ms (n = 1)"; "55 ms (n = 3, too few or too scattered for an interval)".
    /// </summary>
    public static string Of(Estimate estimate, string unit, int n)
    {
        string value = estimate.Median is { } median ? Units.Significant(median) : "–";
        string interval =
            estimate is { Lo: { } lo, Hi: { } hi } ? $"95 % interval {Units.Significant(lo)} to {Units.Significant(hi)}, " : "";
        string none = n > 1 && interval.Length == 0 ? ", too few or too scattered for an interval" : "";
        return Invariant.Text($"{value}{(unit.Length == 0 ? "" : " " + unit)} ({interval}n = {n}{none})");
    }

    /// <summary>"2.31 × (2.20 to 2.45)"; without the interval where there are too few runs for one.</summary>
    public static string Of(RatioInterval ratio)
    {
        string interval = ratio is { Lo: { } lo, Hi: { } hi } ? $" ({Units.Significant(lo)} to {Units.Significant(hi)})" : "";
        return $"{Units.Significant(ratio.Ratio)} ×{interval}";
    }
}
