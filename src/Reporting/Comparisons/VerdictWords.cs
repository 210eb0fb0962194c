using MultifdBench.Comparison;
using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Reporting.Comparisons;

/// <summary>A comparison in sentences: the first line that a person or a pull request sees, and what has to be known with it.</summary>
public static class VerdictWords
{
    /// <summary>More than this many culprits stand in the tables.</summary>
    private const int MostInASentence = 4;

    /// <summary>Why what would be faster is undecided.</summary>
    internal const string LuckierRuns = "not called faster, since NEW completed a smaller share of its runs";

    /// <summary>One sentence: the outcome and what it rests on.</summary>
    public static string Outcome(SetComparison comparison, VerdictLabels labels) => comparison.Outcome switch
    {
        GateOutcome.Regression => $"Regression: {List(Regressions(comparison, labels))}.",
        GateOutcome.Passed => Text($"No regression: every guest and method is within {comparison.Options.Threshold:0.##%} or faster."),
        _ => $"Cannot decide: {List(Obstacles(comparison, labels))}.",
    };

    /// <summary>How often each verdict was given to single combinations, design and level: one line.</summary>
    public static string Summary(SetComparison comparison)
    {
        MetricVerdict[] all = [.. comparison.Cells.SelectMany(cell => cell.Metrics)];
        string counts = string.Join(", ", all.GroupBy(metric => metric.Verdict).OrderBy(group => group.Key)
            .Select(group => Text($"{group.Count()} {VerdictTables.Word(group.Key)}")));
        return Text($"{comparison.Cells.Count} combination(s), {all.Length} comparisons: {counts}. {DesignWords(comparison)}; BASE and "
            + $"NEW are trimmed means of logarithms, back in the unit, and NEW / BASE is their ratio; intervals leave "
            + $"{GateOptions.Misses:0.#%} outside at each end; p-values are corrected by Holm's method; the threshold is "
            + $"{comparison.Options.Threshold:0.##%}.");
    }

    /// <summary>Notes, one line each: differences, combinations of one side only, warnings.</summary>
    public static IEnumerable<string> Notes(SetComparison comparison, VerdictLabels labels) =>
    [
        .. comparison.Differences.Select(line => "incomparable: " + line),
        .. comparison.Missing.Select(combination => $"only in BASE: {labels.Of(combination)}"),
        .. comparison.Added.Select(combination => $"only in NEW: {labels.Of(combination)}"),
        .. comparison.Notes,
        .. Libraries(comparison, labels),
        .. comparison.Base.Warnings,
        .. comparison.New.Warnings,
    ];

    /// <summary>What did the work on each side, a line per method: names such as qpl say nothing about it.</summary>
    private static IEnumerable<string> Libraries(SetComparison comparison, VerdictLabels labels)
    {
        foreach (IGrouping<string, CellComparison> method in comparison.Cells.GroupBy(cell => labels.MethodOf(cell.Combination)))
        {
            Combination[] combinations = [.. method.Select(cell => cell.Combination)];
            (string before, string after) = (Libraries(comparison.Base, combinations), Libraries(comparison.New, combinations));
            if (before.Length + after.Length > 0)
                yield return $"library of {method.Key}: {(before == after ? before : $"BASE {before}, NEW {after}")}";
        }
    }

    private static string Libraries(SessionSet side, IEnumerable<Combination> combinations)
    {
        string[] names =
        [
            .. combinations.SelectMany(
                combination => side.Sessions.SelectMany(session => session.Runs(combination)))
                .Select(run => run.Library).Where(library => library is not ("" or ComparisonTable.NoLibrary)).Distinct()
                .Order(StringComparer.Ordinal),
        ];
        return string.Join(" and ", names.Select(TableCells.Explained));
    }

    private static string List(IEnumerable<string> items)
    {
        string[] all = [.. items];
        string first = string.Join("; ", all.Take(MostInASentence));
        return all.Length > MostInASentence ? Text($"{first}; and {all.Length - MostInASentence} more") : first;
    }

    private static IEnumerable<string> Regressions(SetComparison comparison, VerdictLabels labels)
    {
        var groups = from @group in comparison.Groups
                     from metric in @group.Metrics
                     where metric.Verdict == Verdict.Slower
                     select Text($"{labels.Of(@group)} {metric.Metric.Name} {metric.Ratio:0.000} ×");
        var cells = from cell in comparison.Cells
                    from metric in cell.Metrics
                    where metric.Verdict == Verdict.Slower && RunMetric.Gate.Contains(metric.Metric)
                    select Text($"{labels.Of(cell.Combination)} {metric.Metric.Name} {metric.Ratio:0.000} ×");
        var failures = from cell in comparison.Cells
                       where cell.Failures.Verdict == Verdict.Slower
                       select Text($"{labels.Of(cell.Combination)} failed {cell.Failures.NewFailures} of {cell.Failures.NewRuns} times, "
                           + $"before {cell.Failures.BaseFailures} of {cell.Failures.BaseRuns}");
        return groups.Concat(failures).Concat(cells);
    }

    private static IEnumerable<string> Obstacles(SetComparison comparison, VerdictLabels labels)
    {
        if (comparison.Differences.Count > 0) yield return "hosts, settings or sources differ";
        if (comparison.Missing.Count > 0) yield return Text($"NEW lacks {comparison.Missing.Count} combination(s) of BASE");
        if (comparison.Cells.Count == 0) yield return "there is nothing to compare";
        foreach (GroupComparison group in comparison.Groups)
        {
            foreach (MetricVerdict metric in group.Metrics.Where(metric => metric.Verdict == Verdict.Undecided))
            {
                string why = metric.IsOfLuckierRuns ? LuckierRuns
                    : metric.HasInterval ? "too noisy, more repetitions or a quieter host are needed"
                    : "too few runs, at least two on each side are needed";
                yield return $"{labels.Of(group)} {metric.Metric.Name}: {why}";
            }
        }

        int tooFew =
            comparison.Cells.Count(cell => cell.Metrics.Any(metric => RunMetric.Gate.Contains(metric.Metric) && !metric.HasInterval));
        if (tooFew > 0) yield return Text($"{tooFew} combination(s) have fewer than two runs on a side");
    }

    private static string DesignWords(SetComparison comparison) => comparison.Design switch
    {
        Design.Repetitions => "Statistics over the repetitions of one session on each side",
        Design.Sessions =>
            Text($"Statistics over the means of {comparison.Base.Sessions.Count} and {comparison.New.Sessions.Count} sessions"),
        _ => Text($"Statistics over {comparison.Base.Sessions.Count} pairs of alternating sessions"),
    };
}
