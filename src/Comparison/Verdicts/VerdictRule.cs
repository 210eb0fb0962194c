using MultifdBench.Comparison.Statistics;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>
/// From differences to verdicts. <em>Same</em>: the interval lies within the threshold (an equivalence test). <em>Slower</em>,
/// <em>faster</em>: significantly different after correction, and not the same; <em>changed</em> where the metric has no better direction.
/// Else
/// <em>undecided</em>.
/// </summary>
internal static class VerdictRule
{
    /// <summary>
    /// Judges three families, each corrected for its own size: groups and single combinations by the metrics of the gate, half of the false
    /// alarms each, and the other metrics, which decide nothing.
    /// </summary>
    public static (GroupComparison[] Groups, CellComparison[] Cells) Judge(GroupComparison[] groups, CellComparison[] cells,
        double threshold)
    {
        double margin = Math.Log(1 + threshold);
        MetricVerdict[] single = [.. cells.SelectMany(cell => cell.Metrics)];
        var verdicts = new Dictionary<MetricVerdict, MetricVerdict>(ReferenceEqualityComparer.Instance);
        FailureVerdict[] failures = [.. cells.Select(cell => cell.Failures).Where(failure => failure.HasFailures)];
        JudgeFamily([.. groups.SelectMany(group => group.Metrics)], [], GateOptions.FalseAlarms / 2, margin, verdicts);
        double[] failureP = JudgeFamily([.. single.Where(IsGate)], [.. failures.Select(failure => failure.PMore)],
            GateOptions.FalseAlarms / 2, margin, verdicts);
        JudgeFamily([.. single.Where(metric => !IsGate(metric))], [], GateOptions.FalseAlarms, margin, verdicts);
        Dictionary<FailureVerdict, double> failed = new(ReferenceEqualityComparer.Instance);
        foreach ((FailureVerdict failure, double p) in failures.Zip(failureP)) failed[failure] = p;
        return (
            [.. groups.Select(group => group with { Metrics = Judged(group.Metrics, verdicts, group.NewCompletedLess) })],
            [.. cells.Select(cell => cell with
            {
                Metrics = Judged(cell.Metrics, verdicts, cell.Failures.NewCompletedLess),
                Failures = Judge(cell.Failures, failed),
            })]);
    }

    /// <summary>
    /// The verdicts of some metrics. Where NEW completed a smaller share of its runs, nothing is called faster. What is called slower
    /// stays so, also where BASE completed the smaller share: a gate had rather ask once too often.
    /// </summary>
    private static MetricVerdict[] Judged(IReadOnlyList<MetricVerdict> metrics, Dictionary<MetricVerdict, MetricVerdict> verdicts,
        bool newCompletedLess) =>
        [
            .. from metric in metrics
               let judged = verdicts[metric]
               select newCompletedLess && judged.Verdict == Verdict.Faster ? judged.OfLuckierRuns() : judged,
        ];

    /// <summary>Judges the metrics of one family together with other tests of it, whose corrected p-values are returned.</summary>
    private static double[] JudgeFamily(MetricVerdict[] metrics, double[] others, double level, double margin,
        Dictionary<MetricVerdict, MetricVerdict> verdicts)
    {
        double[] slower = Holm.Adjust([.. metrics.Select(metric => metric.Slowdown.PAbove(0)), .. others]);
        double[] faster = Holm.Adjust([.. metrics.Select(metric => metric.Slowdown.PBelow(0))]);
        for (int i = 0; i < metrics.Length; i++)
        {
            Verdict verdict = IsWithin(metrics[i].Slowdown, margin) ? Verdict.Same
                : slower[i] > level && faster[i] > level ? Verdict.Undecided
                : metrics[i].Metric.HigherIsBetter is null ? Verdict.Changed
                : slower[i] <= level ? Verdict.Slower
                : Verdict.Faster;
            verdicts[metrics[i]] = metrics[i].With(verdict, Math.Min(slower[i], faster[i]));
        }

        return slower[metrics.Length..];
    }

    /// <summary>Two one-sided tests at <see cref="GateOptions.Misses"/>, written as an interval [Schuirmann 1987].</summary>
    private static bool IsWithin(Location difference, double margin)
    {
        (double lo, double hi) = difference.Interval(GateOptions.Misses);
        return lo > -margin && hi < margin;
    }

    private static FailureVerdict Judge(FailureVerdict failure, Dictionary<FailureVerdict, double> corrected)
    {
        if (!corrected.TryGetValue(failure, out double p)) return failure with { Verdict = Verdict.Same };
        bool isWorse = failure.IsTotalLoss || p <= GateOptions.FalseAlarms / 2;
        return failure with { P = p, Verdict = isWorse ? Verdict.Slower : Verdict.Undecided };
    }

    private static bool IsGate(MetricVerdict metric) => RunMetric.Gate.Contains(metric.Metric);
}
