using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Prediction.Validation;

/// <summary>
/// Notes for every run what others used of the cores meanwhile. A prediction is of a machine that does nothing else; which runs were made
/// on such a machine is told by this alone, not by their times.
/// </summary>
/// <param name="inner">Hears everything too.</param>
/// <param name="cancellation">Ends a wait for a quiet moment.</param>
/// <param name="source">What is looked at; null for this machine.</param>
internal sealed class LoadWatch(IMatrixObserver inner, CancellationToken cancellation, ILoadSource? source = null) : IMatrixObserver
{
    private readonly HashSet<string> _disturbed = new(StringComparer.Ordinal);
    private OtherLoad _load = OtherLoad.Start(source);

    /// <summary>
    /// Whether others left a run alone, from the guest's reset to the comparison of memories; true where the system does not say.
    /// </summary>
    public bool IsQuiet(RunRow row) => !_disturbed.Contains(row.RunId);

    /// <inheritdoc/>
    public void PreparingGuest(GuestKey guest, MatrixProgress progress) => inner.PreparingGuest(guest, progress);

    /// <inheritdoc/>
    public void WarmingUp(PlannedRun run, MatrixProgress progress) => inner.WarmingUp(run, progress);

    /// <inheritdoc/>
    public void RunStarts(PlannedRun run, int repetition, MatrixProgress progress)
    {
        inner.RunStarts(run, repetition, progress);
        OtherLoad.AwaitQuiet(cancellation, source);
        _load = OtherLoad.Start(source);
    }

    /// <inheritdoc/>
    public void RunEnded(PlannedRun run, RunRow row, MatrixProgress progress)
    {
        if (_load.Cores() > OtherLoad.QuietCores) _disturbed.Add(row.RunId);
        inner.RunEnded(run, row, progress);
    }
}
