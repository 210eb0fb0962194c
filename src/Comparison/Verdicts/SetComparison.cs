using MultifdBench.Comparison.Sets;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>One combination on both sides.</summary>
/// <param name="Combination">The combination.</param>
/// <param name="Metrics">In the order of <see cref="RunMetric.All"/>; metrics that neither side has are left out.</param>
/// <param name="Failures">Runs that did not complete.</param>
public sealed record CellComparison(Combination Combination, IReadOnlyList<MetricVerdict> Metrics, FailureVerdict Failures);

/// <summary>All combinations of one guest and method together: what the exit code rests on first.</summary>
/// <param name="Key">What they share; channels, transport, zero pages, limits and layout are those of the first.</param>
/// <param name="Size">How many combinations.</param>
/// <param name="Metrics">The metrics of <see cref="RunMetric.Gate"/>.</param>
/// <param name="NewCompletedLess">Whether NEW completed a smaller share of the runs of any of them.</param>
public sealed record GroupComparison(Combination Key, int Size, IReadOnlyList<MetricVerdict> Metrics, bool NewCompletedLess);

/// <summary>What a whole comparison comes to.</summary>
public enum GateOutcome
{
    /// <summary>No regression.</summary>
    Passed,

    /// <summary>Something is slower, or fails that did not.</summary>
    Regression,

    /// <summary>Too few, too noisy or incomparable runs.</summary>
    CannotDecide,
}

/// <summary>Two sides compared. Immutable, thread-safe.</summary>
public sealed record SetComparison
{
    /// <summary>The side that is compared with.</summary>
    public required SessionSet Base { get; init; }

    /// <summary>The side that is judged.</summary>
    public required SessionSet New { get; init; }

    /// <summary>How verdicts were reached.</summary>
    public required GateOptions Options { get; init; }

    /// <summary>The unit of the statistics.</summary>
    public required Design Design { get; init; }

    /// <summary>Why the sides cannot be compared, one line each; empty when they can.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>What a reader must know beside the verdicts.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>By guest and method.</summary>
    public required IReadOnlyList<GroupComparison> Groups { get; init; }

    /// <summary>Combinations of both sides, by guest, method and channels.</summary>
    public required IReadOnlyList<CellComparison> Cells { get; init; }

    /// <summary>Combinations that ran in BASE and are absent or could not run in NEW.</summary>
    public required IReadOnlyList<Combination> Missing { get; init; }

    /// <summary>Combinations that NEW alone has.</summary>
    public required IReadOnlyList<Combination> Added { get; init; }

    /// <summary>The exit code in words.</summary>
    public GateOutcome Outcome
    {
        get
        {
            if (Differences.Count > 0) return GateOutcome.CannotDecide;
            MetricVerdict[] groups = [.. Groups.SelectMany(group => group.Metrics)];
            MetricVerdict[] cells = [.. Cells.SelectMany(cell => cell.Metrics).Where(metric => RunMetric.Gate.Contains(metric.Metric))];
            if (groups.Concat(cells).Any(metric => metric.Verdict == Verdict.Slower)
                || Cells.Any(cell => cell.Failures.Verdict == Verdict.Slower))
                return GateOutcome.Regression;
            // A noisy combination in a group that is decided stops nobody; one without an interval was not measured.
            bool isDecided = Cells.Count > 0 && Missing.Count == 0
                && groups.All(metric => metric.Verdict != Verdict.Undecided) && cells.All(metric => metric.HasInterval);
            return isDecided ? GateOutcome.Passed : GateOutcome.CannotDecide;
        }
    }
}
