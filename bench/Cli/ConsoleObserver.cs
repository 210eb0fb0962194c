using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Bench.Cli;

/// <summary>
/// Progress on standard error with the time left: a line that is rewritten on a terminal. When piped, a plain line for each combination
/// that has ended, for each run that fails, and now and then one that says how far it is.
/// </summary>
internal sealed class ConsoleObserver(ConsoleSession session) : IMatrixObserver
{
    /// <summary>Long enough that a log is not full of it, short enough that a person does not take it for a hang.</summary>
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, List<double?>> _totalTimesMs = [];
    private long _lastSign = session.Time.GetTimestamp();
    private int _lastLength;

    private bool IsRewriting => session.IsErrorInteractive && !session.IsQuiet;

    /// <inheritdoc/>
    public void PreparingGuest(GuestKey guest, MatrixProgress progress) => ShowStep($"filling guest {guest.Workload}", progress);

    /// <inheritdoc/>
    public void WarmingUp(PlannedRun run, MatrixProgress progress) => ShowStep($"warming up {run.Label}", progress);

    /// <inheritdoc/>
    public void RunStarts(PlannedRun run, int repetition, MatrixProgress progress)
    {
        if (IsRewriting) Show($"{Count(progress)} {run.Label} #{repetition}{Left(progress)}");
    }

    /// <inheritdoc/>
    public void RunEnded(PlannedRun run, RunRow row, MatrixProgress progress)
    {
        if (IsRewriting && progress.Done == progress.Total) Show("");
        if (row.Outcome != RunOutcome.Completed)
        {
            if (IsRewriting) Show("");
            // A time-out is a result; the tables have it.
            if (!session.IsQuiet || row.Outcome == RunOutcome.Failed)
                WriteLine($"{Count(progress)} {run.Label} #{row.Repetition}: {row.Outcome}: {row.Reason}{Notes(row)}");
        }

        List<double?> times = Remember(run, row);
        if (IsRewriting || session.IsQuiet) return;
        if (!progress.IsLastOfItsKind || times.Count == 0)
        {
            bool isFirst = _totalTimesMs.Count == 1 && times.Count <= 1;
            if (isFirst || session.Time.GetElapsedTime(_lastSign) >= BetweenSigns) WriteLine($"{Count(progress)} runs{Left(progress)}");
            return;
        }

        string of = times.Count == 1 ? "" : Invariant.Text($" (median of {times.Count})");
        WriteLine(Invariant.Text($"{Count(progress)} {run.Label}: {Median.Of(times.OfType<double>()):0} ms{of}")
            + Notes(row));
    }

    private static string Notes(RunRow row) => row.Notes.Length > 0 ? $" ({row.Notes})" : "";

    private List<double?> Remember(PlannedRun run, RunRow row)
    {
        if (!_totalTimesMs.TryGetValue(run.Combination.Id, out List<double?>? times))
            _totalTimesMs.Add(run.Combination.Id, times = []);
        if (row.Outcome == RunOutcome.Completed) times.Add(row.TotalTimeMs);
        return times;
    }

    private static string Count(MatrixProgress progress) => Invariant.Text($"[{progress.Done}/{progress.Total}]");

    private static string Left(MatrixProgress progress) => progress.Remaining is { } left ? $"  about {TimeText.Of(left)} left" : "";

    /// <summary>What comes before the measured runs.</summary>
    private void ShowStep(string step, MatrixProgress progress)
    {
        if (IsRewriting) Show(step + Left(progress));
        else if (!session.IsQuiet) WriteLine(step + Left(progress));
    }

    private void WriteLine(string line)
    {
        _lastSign = session.Time.GetTimestamp();
        session.Error.WriteLine(line);
    }

    private void Show(string line)
    {
        session.Error.Write('\r' + line.PadRight(_lastLength) + (line.Length == 0 ? "\r" : ""));
        _lastLength = line.Length;
    }
}
