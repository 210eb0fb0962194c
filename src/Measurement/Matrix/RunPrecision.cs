using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Measurement.Matrix;

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
        string key = KeyOf(run.RunId);
        if (!_totalTimesMs.TryGetValue(key, out List<double?>? values)) _totalTimesMs[key] = values = [];
        values.Add(run.TotalTimeMs);
    }

    /// <summary>
    /// Whether the longer side of the 95 % interval of the median is above <paramref name="width"/> (a fraction of the median). A combination that
    /// never completes is not wanted more often: it would fail up to the limit.
    /// </summary>
    public bool WantsMore(Combination combination, double width)
    {
        if (!_totalTimesMs.TryGetValue(combination.Id, out List<double?>? values)) return false;
        return Estimate.Of(values) is not { Median: { } median, Lo: { } lo, Hi: { } hi } || Math.Max(hi - median, median - lo) > width * median;
    }

    private static string KeyOf(string runId) => runId[..Math.Max(0, runId.LastIndexOf('#'))];
}
