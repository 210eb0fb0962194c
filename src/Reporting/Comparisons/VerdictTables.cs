using System.Globalization;
using MultifdBench.Comparison;
using MultifdBench.Comparison.Statistics;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Reporting.Tables;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Reporting.Comparisons;

/// <summary>A comparison as tables: groups, then single combinations.</summary>
public static class VerdictTables
{
    private const string None = "–";

    private static readonly PlainColumn[] GroupColumns =
    [
        new("guest and method × combinations", false, MinWidth: 20), new("metric", false, MinWidth: 12), new("NEW / BASE", true),
        new("interval", true, Rank: 1),
        new("p", true, Rank: 3), new("n", true, Rank: 2), new("verdict", false),
    ];

    private static readonly PlainColumn[] CellColumns =
    [
        new("combination", false, MinWidth: 20), new("metric", false, MinWidth: 12), new("BASE", true, Rank: 1), new("NEW", true, Rank: 1),
        new("NEW / BASE", true),
        new("interval", true, Rank: 2), new("p", true, Rank: 5), new("effect", true, Rank: 6), new("n", true, Rank: 3),
        new("verdict", false),
        new("remarks", false, Rank: 4, MinWidth: 16),
    ];

    /// <summary>What the exit code rests on first: guests and methods.</summary>
    public static PlainTable Groups(SetComparison comparison, VerdictLabels labels) => new(
        "Guests and methods",
        GroupColumns,
        [
            .. from @group in comparison.Groups
               from metric in @group.Metrics
               select (string[])[labels.Of(@group), metric.Metric.Name, Ratio(metric), Interval(metric), P(metric.P), Counts(metric),
                   Word(metric.Verdict)],
        ]);

    /// <summary>Single combinations.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="labels">Labels of its combinations.</param>
    /// <param name="all">False: only what changed, or is undecided in a metric of the gate.</param>
    public static PlainTable Cells(SetComparison comparison, VerdictLabels labels, bool all) => new(
        (all ? "Combinations" : "Combinations that changed or are undecided") + "; the ratio is NEW ÷ BASE",
        CellColumns,
        [.. comparison.Cells.SelectMany(cell => Rows(cell, labels.Of(cell.Combination), all))]);

    /// <summary>The word for a verdict.</summary>
    public static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static IEnumerable<string[]> Rows(CellComparison cell, string label, bool all)
    {
        foreach (MetricVerdict metric in cell.Metrics.Where(metric => all || IsOfInterest(metric)))
            yield return Row(metric, label, cell.Failures);
        if (cell.Failures is { HasFailures: true } failures)
        {
            yield return
            [
                label, "failures", Text($"{failures.BaseFailures} of {failures.BaseRuns}"),
                Text($"{failures.NewFailures} of {failures.NewRuns}"), None, None,
                P(failures.P), None, None, Word(failures.Verdict), failures.Reason,
            ];
        }
    }

    private static string[] Row(MetricVerdict metric, string label, FailureVerdict failures)
    {
        string[] remarks =
        [
            .. Remarks("BASE", metric.BaseShape), .. Unfinished("BASE", failures.BaseFailures, failures.BaseRuns),
            .. Remarks("NEW", metric.NewShape), .. Unfinished("NEW", failures.NewFailures, failures.NewRuns),
            .. metric.IsOfLuckierRuns ? [VerdictWords.LuckierRuns] : (string[])[],
        ];
        return
        [
            label, metric.Metric.Name, Level(metric.BaseLevel), Level(metric.NewLevel), Ratio(metric), Interval(metric), P(metric.P),
            metric.EffectSize is { } effect ? effect.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) : None,
            Counts(metric), Word(metric.Verdict), string.Join("; ", remarks),
        ];
    }

    private static bool IsOfInterest(MetricVerdict metric) =>
        metric.Verdict is Verdict.Faster or Verdict.Slower or Verdict.Changed or Verdict.Incomparable
            || (metric.Verdict == Verdict.Undecided && RunMetric.Gate.Contains(metric.Metric));

    private static IEnumerable<string> Remarks(string side, SampleShape shape)
    {
        if (shape.N == 0) yield return $"{side} has no figure";
        if (shape.Outliers > 0) yield return Text($"{side} {shape.Outliers} outlier(s)");
        if (shape.IsMultimodal) yield return $"{side} has several modes";
    }

    /// <summary>Figures of the runs that completed are those of the luckier ones, which a reader must know beside each of them.</summary>
    private static string[] Unfinished(string side, int failures, int runs) =>
        failures == 0 || failures == runs ? [] : [Text($"{side} without {failures} of {runs} runs that did not complete")];

    private static string Ratio(MetricVerdict metric) =>
        metric.Ratio is { } ratio ? ratio.ToString("0.000", CultureInfo.InvariantCulture) : None;

    private static string Interval(MetricVerdict metric) => metric.Interval is ({ } lo, { } hi) ? Text($"{lo:0.000} … {hi:0.000}") : None;

    /// <summary>A p-value for people.</summary>
    internal static string P(double p) => p < 0.0001 ? "<0.0001" : p.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Counts(MetricVerdict metric) =>
        metric.BaseCount == metric.NewCount ? Text($"{metric.BaseCount}") : Text($"{metric.BaseCount}, {metric.NewCount}");

    /// <summary>"1000 → 1100, " for the figures that a ratio is of; empty where a side has none.</summary>
    internal static string Levels(MetricVerdict metric) =>
        metric is { BaseLevel: not null, NewLevel: not null } ? $"{Level(metric.BaseLevel)} → {Level(metric.NewLevel)}, " : "";

    /// <summary>Four digits at least: a ratio of two figures of three can miss the one beside them by a per cent.</summary>
    private static string Level(double? value) => value switch
    {
        null => None,
        >= 1000 => Text($"{value:0}"),
        >= 100 => Text($"{value:0.0}"),
        >= 10 => Text($"{value:0.00}"),
        >= 1 => Text($"{value:0.000}"),
        _ => Text($"{value:G4}"),
    };
}
