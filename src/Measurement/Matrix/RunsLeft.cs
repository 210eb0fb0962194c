using MultifdBench.Measurement.Planning;

namespace MultifdBench.Measurement.Matrix;

/// <summary>How often each combination is still to run, warm-up included: a matrix has many runs, and few combinations.</summary>
internal sealed class RunsLeft
{
    private readonly Dictionary<string, (PlannedRun Run, int Count)> _left = [];

    /// <summary>The combinations that are left, and how often each.</summary>
    public IEnumerable<(PlannedRun Run, int Count)> Counted => _left.Values;

    /// <summary>One run of each guest that is still needed.</summary>
    public IEnumerable<PlannedRun> Guests => _left.Values.Select(one => one.Run).DistinctBy(run => run.Guest);

    /// <summary>One more run.</summary>
    public void Add(PlannedRun run) => _left[run.Combination.Id] = (run, _left.GetValueOrDefault(run.Combination.Id).Count + 1);

    /// <summary>One run less, which has been added.</summary>
    /// <returns>How many of its combination are left.</returns>
    public int Take(PlannedRun run)
    {
        int left = _left[run.Combination.Id].Count - 1;
        if (left == 0) _left.Remove(run.Combination.Id);
        else _left[run.Combination.Id] = (run, left);
        return left;
    }
}
