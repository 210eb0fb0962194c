using MultifdBench.Comparison.Statistics;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Reporting.Comparisons;

namespace MultifdBench.Bench.Verbs.Compare;

/// <summary>A comparison for scripts. Keys may be added, never renamed.</summary>
internal static class CompareJson
{
    /// <summary>The object that <c>compare --json</c> prints.</summary>
    public static object Of(SetComparison comparison, VerdictLabels labels) => new
    {
        Base = comparison.Base.Name,
        New = comparison.New.Name,
        Outcome = comparison.Outcome switch
        {
            GateOutcome.Passed => "passed",
            GateOutcome.Regression => "regression",
            _ => "cannot_decide"
        },
        Message = VerdictWords.Outcome(comparison, labels),
        comparison.Options.Threshold,
        Design = comparison.Design switch
        {
            Design.Repetitions => "repetitions",
            Design.Sessions => "sessions",
            _ => "alternating_sessions"
        },
        BaseSessions = comparison.Base.Sessions.Count,
        NewSessions = comparison.New.Sessions.Count,
        comparison.Differences,
        Notes = VerdictWords.Notes(comparison, labels),
        Groups = comparison.Groups.SelectMany(group => group.Metrics.Select(metric => new
        {
            Group = labels.Of(group),
            group.Key.Source,
            group.Key.Workload,
            group.Key.MemoryMib,
            group.Key.Method,
            group.Key.Level,
            group.Key.Accel,
            Combinations = group.Size,
            Figures = Figures(metric),
        })),
        Comparisons = comparison.Cells.SelectMany(cell => cell.Metrics.Select(metric => new
        {
            Combination = cell.Combination.Id,
            Label = labels.Of(cell.Combination),
            cell.Combination.Source,
            cell.Combination.Workload,
            cell.Combination.MemoryMib,
            cell.Combination.Method,
            cell.Combination.Accel,
            cell.Combination.Path,
            cell.Combination.Huffman,
            cell.Combination.Level,
            cell.Combination.Streams,
            cell.Combination.Channels,
            cell.Combination.ZeroPageDetection,
            cell.Combination.Transport,
            Figures = Figures(metric),
        })),
        Failures = comparison.Cells.Where(cell => cell.Failures.HasFailures).Select(cell => new
        {
            Combination = cell.Combination.Id,
            cell.Failures.BaseFailures,
            cell.Failures.BaseRuns,
            cell.Failures.NewFailures,
            cell.Failures.NewRuns,
            cell.Failures.P,
            Verdict = VerdictTables.Word(cell.Failures.Verdict),
            cell.Failures.Reason,
        }),
        Missing = comparison.Missing.Select(combination => combination.Id),
        Added = comparison.Added.Select(combination => combination.Id),
    };

    private static object Figures(MetricVerdict metric) => new
    {
        Metric = metric.Metric.Key,
        metric.Metric.HigherIsBetter,
        Verdict = VerdictTables.Word(metric.Verdict),
        metric.BaseLevel,
        metric.NewLevel,
        metric.Ratio,
        RatioLo = metric.Interval.Lo,
        RatioHi = metric.Interval.Hi,
        metric.P,
        metric.EffectSize,
        Base = Shape(metric.BaseShape),
        New = Shape(metric.NewShape),
        OfLuckierRuns = metric.IsOfLuckierRuns,
    };

    private static object Shape(SampleShape shape) =>
        new { shape.N, shape.P10, shape.Median, shape.P90, shape.Outliers, Multimodal = shape.IsMultimodal };
}
