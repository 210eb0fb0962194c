using MultifdBench.Core;

namespace MultifdBench.Results.Statistics;

/// <summary>From runs to one row per combination.</summary>
public static class Summary
{
    /// <summary>
    /// Summarises the runs of one result set. Rows of different source, host model or any other part of their combination never meet in
    /// one figure. A measured run whose verification failed counts as a failure, whatever its outcome says.
    /// </summary>
    /// <returns>A row per combination, in order of first appearance.</returns>
    public static IReadOnlyList<SummaryRow> Of(IEnumerable<RunRow> runs)
    {
        SummaryRow[] rows = [.. runs.GroupBy(Combination.Of).Select(group => Row(group.Key, [.. group]))];
        return [.. rows.Select(row => row with { SpeedupVsZlib = Speedup.Of(row, rows) })];
    }

    /// <summary>Whether a run's figures may be used.</summary>
    public static bool Counts(RunRow run) => run.Outcome == RunOutcome.Completed && run.Verified != false;

    private static SummaryRow Row(Combination combination, RunRow[] runs)
    {
        RunRow[] completed = [.. runs.Where(Counts)];
        RunRow[] failed = [.. runs.Where(run => !Counts(run) && run.Outcome != RunOutcome.Unavailable)];
        RunRow[] late = [.. failed.Where(run => run.Outcome == RunOutcome.Timeout)];
        double[] limits = [.. late.Select(run => TimeoutReason.LimitMs(run.Reason)).OfType<double>()];
        Estimate totalTime = Estimate.WithUnfinished(completed.Select(run => run.TotalTimeMs), late.Length);
        return new SummaryRow
        {
            CombinationId = combination.Id,
            Combination = combination,
            N = completed.Length,
            Failures = failed.Length,
            TotalTimeMs = totalTime,
            TotalTimeBoundMs = totalTime.Median is null && limits.Length > 0 ? Bound(completed, limits) : null,
            DowntimeMs = Estimate.Of(completed.Select(run => run.DowntimeMs)),
            ThroughputMbps = Estimate.Of(completed.Select(run => run.ThroughputMbps)),
            PagesPerSecond = Estimate.Of(completed.Select(run => run.PagesPerSecond)),
            Ratio = Estimate.Of(completed.Select(run => run.Ratio)),
            SourceCpuS = Estimate.Of(completed.Select(run => run.SourceCpuS)),
            DestinationCpuS = Estimate.Of(completed.Select(run => run.DestinationCpuS)),
            TotalCpuS = Estimate.Of(completed.Select(run => run.SourceCpuS + run.DestinationCpuS)),
            Outcome = completed.Length > 0 ? RunOutcome.Completed : failed.FirstOrDefault()?.Outcome ?? RunOutcome.Unavailable,
            Reason = string.Join("; ", runs.Where(run => !Counts(run)).Select(Reason).Distinct()),
            Notes = Notes(completed) is { Length: > 0 } notes ? notes : Notes(late),
        };
    }

    /// <summary>The median with each run that timed out at its limit: the true one is longer.</summary>
    private static double? Bound(RunRow[] completed, double[] limits) =>
        Estimate.Of([.. completed.Select(run => run.TotalTimeMs), .. limits.Select(limit => (double?)limit)]).Median;

    /// <summary>Notes hold counts, which differ from run to run, so one stands for all.</summary>
    private static string Notes(RunRow[] runs)
    {
        RunRow[] noted = [.. runs.Where(run => run.Notes.Length > 0)];
        return noted.Length switch
        {
            0 => "",
            1 when runs.Length == 1 => noted[0].Notes,
            _ => Invariant.Text(
                $"{noted[0].Notes} (repetition {noted[0].Repetition}; {noted.Length} of {runs.Length} runs have such a note)"),
        };
    }

    private static string Reason(RunRow run) => run.Outcome == RunOutcome.Completed ? "memory was not verified" : run.Reason;
}
