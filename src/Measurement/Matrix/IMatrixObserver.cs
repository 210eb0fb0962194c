using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Matrix;

/// <summary>Hears what a matrix is doing; all calls come from the thread that runs it.</summary>
public interface IMatrixObserver
{
    /// <summary>A guest is being filled.</summary>
    void PreparingGuest(GuestKey guest, MatrixProgress progress);

    /// <summary>A run that will be discarded begins.</summary>
    void WarmingUp(PlannedRun run, MatrixProgress progress);

    /// <summary>A measured run begins.</summary>
    void RunStarts(PlannedRun run, int repetition, MatrixProgress progress);

    /// <summary>A measured run is in the results.</summary>
    void RunEnded(PlannedRun run, RunRow row, MatrixProgress progress);
}

/// <summary>How far a matrix is.</summary>
/// <param name="Done">Runs that have ended, in this session and before.</param>
/// <param name="Total">Runs in all.</param>
/// <param name="Remaining">Estimate of the time left, filling of guests and warm-up included; null while nothing is known.</param>
/// <param name="IsLastOfItsKind">Whether the run that has ended is, for now, the last of its combination.</param>
public sealed record MatrixProgress(int Done, int Total, TimeSpan? Remaining, bool IsLastOfItsKind = false);
