using MultifdBench.Measurement.Planning;

namespace MultifdBench.Measurement.Matrix;

/// <summary>
/// How long runs take, learnt while they run: a combination's own mean; else what was guessed beforehand, as far off as the guesses for
/// the known ones were; else the mean of all.
/// </summary>
/// <param name="guesses">What was guessed; null where nothing was.</param>
internal sealed class RunEstimates(MatrixCosts? guesses = null)
{
    private readonly Dictionary<string, (TimeSpan Sum, int Count, TimeSpan? Guess)> _known = [];

    public void Add(PlannedRun run, TimeSpan duration)
    {
        (TimeSpan sum, int count, _) = _known.GetValueOrDefault(run.Combination.Id);
        _known[run.Combination.Id] = (sum + duration, count + 1, guesses?.OfRun(run));
    }

    /// <summary>Time for the given runs, and for guests that are to be filled; null when nothing is known of one of them.</summary>
    /// <param name="left">Combinations, and how often each is to run.</param>
    /// <param name="unfilled">A run of each guest that is still to be filled.</param>
    public TimeSpan? Remaining(IEnumerable<(PlannedRun Run, int Count)> left, IEnumerable<PlannedRun> unfilled)
    {
        double scale = Scale();
        TimeSpan? mean = _known.Count == 0
            ? null
            : _known.Values.Aggregate(TimeSpan.Zero, (sum, known) => sum + (known.Sum / known.Count)) / _known.Count;
        TimeSpan remaining = TimeSpan.Zero;
        foreach ((PlannedRun run, int count) in left)
        {
            TimeSpan? one = _known.TryGetValue(run.Combination.Id, out var known)
                ? known.Sum / known.Count
                : (guesses?.OfRun(run) * scale) ?? mean;
            if (one is null) return null;
            remaining += one.Value * count;
        }

        foreach (PlannedRun run in unfilled) remaining += guesses?.OfFilling(run) ?? TimeSpan.Zero;
        return remaining;
    }

    /// <summary>By how much the guesses were off, so far.</summary>
    private double Scale()
    {
        (double measured, double guessed) = (0, 0);
        foreach ((TimeSpan sum, int count, TimeSpan? guess) in _known.Values)
        {
            if (guess is not { } one) continue;
            measured += sum.TotalSeconds / count;
            guessed += one.TotalSeconds;
        }

        return guessed > 0 ? measured / guessed : 1;
    }
}
