using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Answers;

/// <summary>What one contender's total times are to the fastest one's.</summary>
/// <param name="Other">The one that is compared.</param>
/// <param name="Ratio">Its total time ÷ the fastest one's: above 1 it is slower.</param>
internal sealed record Contest(Contender Other, RatioInterval Ratio)
{
    private const double ErrorRate = 0.05;

    /// <summary>The fastest against all others; the intervals hold together with 95 % confidence (Bonferroni).</summary>
    public static Contest[] Of(Contender fastest, IReadOnlyList<Contender> others) =>
    [
        .. from other in others
           let ratio = RatioInterval.Of(other.TotalTimesMs, fastest.TotalTimesMs, ErrorRate / others.Count)
           where ratio is not null
           select new Contest(other, ratio),
    ];

    /// <summary>"zlib-1 on 2 channels 4.34 × (2.88 to 7.26)".</summary>
    public string Describe() => $"{Other.Name} {EstimateText.Of(Ratio)}";
}
