using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Statistics;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>Compares two sides; docs/statistics.md says by which rules and why. Stateless between calls, thread-safe.</summary>
public static class SetComparer
{
    /// <summary>Compares <paramref name="after"/> (NEW) with <paramref name="before"/> (BASE).</summary>
    /// <exception cref="ResultsException">
    /// They cannot be compared, and <see cref="GateOptions.Force"/> is not set; the message names every difference.
    /// </exception>
    public static SetComparison Compare(SessionSet before, SessionSet after, GateOptions options)
    {
        string[] differences = [.. Comparability.Differences(before, after, options.AllowedDifferences)];
        if (differences.Length > 0 && !options.Force)
            throw new ResultsException(
                $"{before.Name} and {after.Name} cannot be compared:{Environment.NewLine}"
                    + $"{string.Join(Environment.NewLine, differences.Select(line => "  " + line))}"
                    + $"{Environment.NewLine}--force shows them side by side without a verdict.");
        return Compare(before, after, options, differences, RunMetric.All);
    }

    /// <summary>The comparison itself, with the differences found and the metrics wanted.</summary>
    internal static SetComparison Compare(SessionSet before, SessionSet after, GateOptions options, IReadOnlyList<string> differences,
        IReadOnlyList<RunMetric> metrics, bool withNotes = true)
    {
        Design design = Designs.Of(before, after);
        Combination[] ranBefore = [.. before.Combinations.Where(combination => Ran(before, combination))];
        Combination[] ranAfter = [.. after.Combinations.Where(combination => Ran(after, combination))];
        CellComparison[] cells = [.. Sorted(ranBefore.Intersect(ranAfter))
            .Select(combination => Cell(before, after, combination, design, metrics))];
        GroupComparison[] groups = [.. cells.GroupBy(cell => GroupOf(cell.Combination))
            .Select(group => Group([.. group], design))];
        (groups, cells) = differences.Count > 0 ? Incomparable(groups, cells) : VerdictRule.Judge(groups, cells, options.Threshold);
        return new SetComparison
        {
            Base = before,
            New = after,
            Options = options,
            Design = design,
            Differences = differences,
            Notes =
                withNotes ? [.. Comparability.Notes(before, after, design), .. Drift.Notes(before), .. Drift.Notes(after)] : [],
            Groups = groups,
            Cells = cells,
            Missing = [.. ranBefore.Except(ranAfter)],
            Added = [.. ranAfter.Except(ranBefore)],
        };
    }

    /// <summary>Guest and method with its settings: a change of code touches these, whatever the channels and the transport.</summary>
    internal static Combination GroupOf(Combination combination) =>
        combination with
        {
            Channels = 0,
            Transport = "",
            ZeroPageDetection = "",
            WireLayout = "",
            MaxBandwidthMbps = null,
            DowntimeLimitMs = null,
        };

    /// <summary>A session's order is shuffled; a reader's is guest, method, channels.</summary>
    private static IOrderedEnumerable<Combination> Sorted(IEnumerable<Combination> combinations) => combinations
        .OrderBy(combination => combination.Source, StringComparer.Ordinal)
        .ThenBy(combination => combination.Workload, StringComparer.Ordinal)
        .ThenBy(combination => combination.MemoryMib)
        .ThenBy(combination => combination.Method, StringComparer.Ordinal)
        .ThenBy(combination => combination.Level)
        .ThenBy(combination => combination.Channels)
        .ThenBy(combination => combination.Id, StringComparer.Ordinal);

    private static bool Ran(SessionSet side, Combination combination) =>
        side.Runs(combination).Any(session => session.Runs.Ran > 0);

    private static CellComparison Cell(SessionSet before, SessionSet after, Combination combination, Design design,
        IReadOnlyList<RunMetric> metrics) => new(
        combination,
        [.. metrics.Select(metric => Metric(before, after, combination, metric, design))
            .Where(verdict => verdict.Metric.IsOptional
                ? verdict.BaseCount > 0 && verdict.NewCount > 0
                : verdict.BaseCount + verdict.NewCount > 0)],
        FailureVerdict.Of(before, after, combination));

    private static MetricVerdict Metric(SessionSet before, SessionSet after, Combination combination, RunMetric metric, Design design)
    {
        LogSample x = LogSample.Of(before, combination, metric);
        LogSample y = LogSample.Of(after, combination, metric);
        return new MetricVerdict(metric, x, y, design, IsExact(combination));
    }

    private static GroupComparison Group(CellComparison[] cells, Design design) => new(
        cells[0].Combination,
        cells.Length,
        [.. RunMetric.Gate.Select(metric => GroupMetric(cells, metric, design)).OfType<MetricVerdict>()],
        cells.Any(cell => cell.Failures.NewCompletedLess));

    /// <summary>Null when no combination has the metric on both sides.</summary>
    private static MetricVerdict? GroupMetric(CellComparison[] cells, RunMetric metric, Design design)
    {
        var samples = (from cell in cells
                       from own in cell.Metrics
                       where own.Metric == metric && own.BaseCount > 0 && own.NewCount > 0
                       select (X: own.Before, Y: own.After, Centre: Location.TrimmedMean(own.Before.Values))).ToArray();
        if (samples.Length == 0) return null;
        double[] centres = [.. samples.Select(sample => sample.Centre)];
        LogSample meanX = LogSample.Mean([.. samples.Select(sample => sample.X)], centres);
        LogSample meanY = LogSample.Mean([.. samples.Select(sample => sample.Y)], centres);
        return new MetricVerdict(metric, meanX, meanY, design, IsExact(cells[0].Combination));
    }

    private static bool IsExact(Combination combination) => combination.Source == RunSource.Simulated;

    private static (GroupComparison[] Groups, CellComparison[] Cells) Incomparable(GroupComparison[] groups, CellComparison[] cells) => (
        [.. groups.Select(group => group with { Metrics = Incomparable(group.Metrics) })],
        [.. cells.Select(
            cell => cell with { Metrics = Incomparable(cell.Metrics), Failures = cell.Failures with { Verdict = Verdict.Incomparable } })]);

    private static MetricVerdict[] Incomparable(IReadOnlyList<MetricVerdict> metrics) =>
        [.. metrics.Select(metric => metric.With(Verdict.Incomparable, 1))];
}
