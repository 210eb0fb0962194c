using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Statistics;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>Runs of one combination that did not complete, NEW against BASE. Immutable, thread-safe.</summary>
/// <param name="BaseFailures">Timeouts and failures of BASE.</param>
/// <param name="BaseRuns">Runs of BASE.</param>
/// <param name="NewFailures">Timeouts and failures of NEW.</param>
/// <param name="NewRuns">Runs of NEW.</param>
/// <param name="Reason">Reasons that NEW gives, joined; empty without.</param>
public sealed record FailureVerdict(int BaseFailures, int BaseRuns, int NewFailures, int NewRuns, string Reason)
{
    /// <summary>What is said: slower is more failures.</summary>
    public Verdict Verdict { get; internal init; }

    /// <summary>p-value of Fisher's test, corrected within its family.</summary>
    public double P { get; internal init; } = 1;

    /// <summary>
    /// Whether NEW completed a smaller share of its runs than BASE. Its figures are then those of its luckier runs: where slow ones time
    /// out, the rest is fast.
    /// </summary>
    public bool NewCompletedLess => (long)NewFailures * BaseRuns > (long)BaseFailures * NewRuns;

    /// <summary>Whether there is anything to test.</summary>
    public bool HasFailures => BaseFailures + NewFailures > 0;

    /// <summary>p-value for more failures in NEW, not corrected.</summary>
    internal double PMore => Shares.PMore(BaseFailures, BaseRuns, NewFailures, NewRuns);

    /// <summary>It always completed and never does any more: that needs no test, which a handful of runs could not win.</summary>
    internal bool IsTotalLoss => BaseFailures == 0 && BaseRuns >= 2 && NewRuns >= 2 && NewFailures == NewRuns;

    internal static FailureVerdict Of(SessionSet before, SessionSet after, Combination combination)
    {
        var baseRuns = before.Runs(combination);
        var newRuns = after.Runs(combination);
        RunRow[] newFailed = [.. newRuns.SelectMany(session => session.Runs.Failed)];
        return new FailureVerdict(
            baseRuns.Sum(session => session.Runs.Failed.Count),
            baseRuns.Sum(session => session.Runs.Ran),
            newFailed.Length,
            newRuns.Sum(session => session.Runs.Ran),
            string.Join("; ", newFailed.Select(run => run.Reason).Distinct()));
    }
}
