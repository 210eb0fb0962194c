using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Measurement.Matrix;

/// <summary>When a combination has been repeated enough, beyond the repetitions that every one gets.</summary>
/// <param name="Width">
/// The interval of its median total time must be no wider than this fraction of it to either side; null when any will do.
/// </param>
/// <param name="MinTimeMs">Its total times must add up to this many milliseconds; 0 when any will do.</param>
internal readonly record struct RepetitionGoal(double? Width, double MinTimeMs)
{
    /// <summary>Whether there is anything to reach.</summary>
    public bool IsSet => Width is not null || MinTimeMs > 0;
}

/// <summary>How well each combination is known: its completed total times so far, those of earlier sessions included.</summary>
internal sealed class RunPrecision
{
    private readonly Dictionary<string, List<double?>> _totalTimesMs = [];

    /// <param name="runs">What the results folder holds already.</param>
    public RunPrecision(IEnumerable<RunRow> runs)
    {
        foreach (RunRow run in runs) Add(run);
    }

    /// <summary>Takes note of a run; one that does not count is left out.</summary>
    public void Add(RunRow run)
    {
        if (!Summary.Counts(run)) return;
        // The combination as planned: a row also says which library ran.
        string key = Combination.PlannedId(run);
        if (!_totalTimesMs.TryGetValue(key, out List<double?>? values)) _totalTimesMs[key] = values = [];
        values.Add(run.TotalTimeMs);
    }

    /// <summary>
    /// Whether a combination has not reached the goal. One that never completes is not wanted more often: it would fail up to the limit.
    /// </summary>
    public bool WantsMore(Combination combination, RepetitionGoal goal) =>
        _totalTimesMs.TryGetValue(combination.Id, out List<double?>? values)
        && (values.Sum() < goal.MinTimeMs || (goal.Width is { } width && IsWider(values, width)));

    private static bool IsWider(List<double?> values, double width) =>
        Estimate.Of(values) is not { Median: { } median, Lo: { } lo, Hi: { } hi } || Math.Max(hi - median, median - lo) > width * median;
}
