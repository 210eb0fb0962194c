using System.Globalization;
using MultifdBench.Comparison;
using MultifdBench.Comparison.Statistics;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;

namespace MultifdBench.Reporting.Comparisons;

/// <summary>A comparison as tables: groups, then single combinations.</summary>
public static class VerdictTables
{
    private const string None = "–";

    private static readonly (string, bool)[] GroupColumns =
        [("guest and method × combinations", false), ("metric", false), ("NEW / BASE", true), ("interval", true), ("p", true), ("n", true), ("verdict", false)];

    private static readonly (string, bool)[] CellColumns =
    [
        ("combination", false), ("metric", false), ("BASE", true), ("NEW", true), ("NEW / BASE", true), ("interval", true), ("p", true), ("effect", true),
        ("n", true), ("verdict", false), ("remarks", false),
    ];

    /// <summary>What the exit code rests on first: guests and methods.</summary>
    public static PlainTable Groups(SetComparison comparison, VerdictLabels labels) => new(
        "Guests and methods",
        GroupColumns,
        [
            .. from @group in comparison.Groups
               from metric in @group.Metrics
               select (string[])[labels.Of(@group), metric.Metric.Name, Ratio(metric), Interval(metric), P(metric.P), Counts(metric), Word(metric.Verdict)],
        ]);

    /// <summary>Single combinations.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="labels">Labels of its combinations.</param>
    /// <param name="all">False: only what changed, or is undecided in a metric of the gate.</param>
    public static PlainTable Cells(SetComparison comparison, VerdictLabels labels, bool all) => new(
        all ? "Combinations" : "Combinations that changed or are undecided",
        CellColumns,
        [.. comparison.Cells.SelectMany(cell => Rows(cell, labels.Of(cell.Combination), all))]);

    /// <summary>The word for a verdict.</summary>
    public static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static IEnumerable<string[]> Rows(CellComparison cell, string label, bool all)
    {
        foreach (MetricVerdict metric in cell.Metrics.Where(metric => all || IsOfInterest(metric))) yield return Row(metric, label);
        if (cell.Failures is { } failures && (failures.BaseFailures + failures.NewFailures > 0))
        {
            yield return
            [
                label, "failures", Text($"{failures.BaseFailures} of {failures.BaseRuns}"), Text($"{failures.NewFailures} of {failures.NewRuns}"), None, None,
                P(failures.P), None, None, Word(failures.Verdict), failures.Reason,
            ];
        }
    }

    private static string[] Row(MetricVerdict metric, string label)
    {
        SampleShape before = metric.BaseShape;
        SampleShape after = metric.NewShape;
        return
        [
            label, metric.Metric.Name, Figure(before.Median), Figure(after.Median), Ratio(metric), Interval(metric), P(metric.P),
            metric.EffectSize is { } effect ? effect.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) : None,
            Counts(metric), Word(metric.Verdict), string.Join("; ", Remarks("BASE", before).Concat(Remarks("NEW", after))),
        ];
    }

    private static bool IsOfInterest(MetricVerdict metric) =>
        metric.Verdict is Verdict.Faster or Verdict.Slower or Verdict.Incomparable || (metric.Verdict == Verdict.Undecided && RunMetric.Gate.Contains(metric.Metric));

    private static IEnumerable<string> Remarks(string side, SampleShape shape)
    {
        if (shape.N == 0) yield return $"{side} has no figure";
        if (shape.Outliers > 0) yield return Text($"{side} {shape.Outliers} outlier(s)");
        if (shape.IsMultimodal) yield return $"{side} has several modes";
    }

    private static string Ratio(MetricVerdict metric) => metric.Ratio is { } ratio ? ratio.ToString("0.000", CultureInfo.InvariantCulture) : None;

    private static string Interval(MetricVerdict metric) => metric.Interval is ({ } lo, { } hi) ? Text($"{lo:0.000} … {hi:0.000}") : None;

    /// <summary>A p-value for people.</summary>
    internal static string P(double p) => p < 0.0001 ? "<0.0001" : p.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Counts(MetricVerdict metric) => metric.BaseCount == metric.NewCount ? Text($"{metric.BaseCount}") : Text($"{metric.BaseCount}, {metric.NewCount}");

    private static string Figure(double? value) => value is { } number ? Units.Significant(number) : None;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
