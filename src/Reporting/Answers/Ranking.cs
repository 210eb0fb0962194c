using MultifdBench.Comparison;
using MultifdBench.Comparison.Statistics;

namespace MultifdBench.Reporting.Answers;

/// <summary>Contenders by one metric: who leads, and who is behind, tied, or known from too few runs.</summary>
/// <param name="Leader">The one with the best level, which ratios are of: none of the others has a ratio below 1.</param>
/// <param name="Contests">All others against it, the best level first.</param>
internal sealed record Ranking(Contender Leader, IReadOnlyList<Contest> Contests)
{
    private const double ErrorRate = 0.05;

    /// <summary>Those that are worse for sure.</summary>
    public IReadOnlyList<Contest> Behind => Those(Standing.Behind);

    /// <summary>Those that are not told apart from the leader.</summary>
    public IReadOnlyList<Contest> Tied => Those(Standing.Tied);

    /// <summary>Those that too few runs are known of.</summary>
    public IReadOnlyList<Contest> TooFew => Those(Standing.TooFew);

    /// <summary>Runs on each side that a comparison with so many rivals needs.</summary>
    public int LeastRuns => RatioInterval.LeastCount(ErrorRate / Contests.Count);

    /// <summary>
    /// Ranks by <paramref name="metric"/>; all comparisons of a ranking hold together with 95 % confidence (Bonferroni). Null when no
    /// contender has a positive figure.
    /// </summary>
    public static Ranking? Of(IEnumerable<Contender> contenders, RunMetric metric)
    {
        bool isLargerBetter = metric.HigherIsBetter == true;
        (Contender Contender, double[] Values)[] known =
        [
            .. from contender in contenders
               let values = contender.Values(metric)
               where values.Length > 0
               let level = RatioInterval.Level(values)
               orderby isLargerBetter ? -level : level
               select (contender, values),
        ];
        if (known.Length == 0) return null;
        double[] best = known[0].Values;
        return new Ranking(
            known[0].Contender,
            [
                .. from other in known.Skip(1)
                   let ratio = isLargerBetter
                       ? RatioInterval.Of(best, other.Values, ErrorRate / (known.Length - 1))
                       : RatioInterval.Of(other.Values, best, ErrorRate / (known.Length - 1))
                   select Contest.Of(other.Contender, ratio!),
            ]);
    }

    private Contest[] Those(Standing standing) => [.. Contests.Where(contest => contest.Standing == standing)];
}
