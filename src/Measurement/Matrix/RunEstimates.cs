using MultifdBench.Measurement.Planning;

namespace MultifdBench.Measurement.Matrix;

/// <summary>How long runs take, learnt while they run: a combination's own mean, else the mean of all.</summary>
internal sealed class RunEstimates
{
    private readonly Dictionary<string, (TimeSpan Sum, int Count)> _known = [];

    public void Add(PlannedRun run, TimeSpan duration)
    {
        (TimeSpan sum, int count) = _known.GetValueOrDefault(run.Combination.Id);
        _known[run.Combination.Id] = (sum + duration, count + 1);
    }

    /// <summary>Time for the given runs; null when nothing is known yet.</summary>
    public TimeSpan? Remaining(ReadOnlySpan<(PlannedRun Run, int Repetition)> left)
    {
        if (_known.Count == 0) return null;
        TimeSpan mean = _known.Values.Aggregate(TimeSpan.Zero, (sum, known) => sum + (known.Sum / known.Count)) / _known.Count;
        TimeSpan remaining = TimeSpan.Zero;
        foreach ((PlannedRun run, _) in left)
            remaining += _known.TryGetValue(run.Combination.Id, out (TimeSpan Sum, int Count) known) ? known.Sum / known.Count : mean;
        return remaining;
    }
}
