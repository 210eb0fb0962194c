using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Bench.Cli;

/// <summary>Progress on standard error: a line that is rewritten on a terminal, one plain line per finished run when piped.</summary>
internal sealed class ConsoleObserver(ConsoleSession session) : IMatrixObserver
{
    private int _lastLength;

    /// <inheritdoc/>
    public void PreparingGuest(GuestKey guest) => Show($"filling guest {guest.Workload}");

    /// <inheritdoc/>
    public void WarmingUp(PlannedRun run) => Show($"warming up {run.Label}");

    /// <inheritdoc/>
    public void RunStarts(PlannedRun run, int repetition, MatrixProgress progress)
    {
        if (session.IsErrorInteractive) Show($"{Count(progress)} {run.Label} #{repetition}{Left(progress)}");
    }

    /// <inheritdoc/>
    public void RunEnded(PlannedRun run, RunRow row, MatrixProgress progress)
    {
        if (session.IsErrorInteractive && row.Outcome == RunOutcome.Completed)
        {
            if (progress.Done == progress.Total) Show("");
            return;
        }

        string result = row.Outcome == RunOutcome.Completed
            ? Invariant.Text($"{row.TotalTimeMs:0} ms") + (row.Notes.Length > 0 ? $" ({row.Notes})" : "")
            : $"{row.Outcome}: {row.Reason}";
        if (session.IsErrorInteractive) Show("");
        session.Error.WriteLine($"{Count(progress)} {run.Label} #{row.Repetition}: {result}");
    }

    private static string Count(MatrixProgress progress) => Invariant.Text($"[{progress.Done}/{progress.Total}]");

    private static string Left(MatrixProgress progress) => progress.Remaining switch
    {
        null => "",
        { TotalMinutes: >= 1 } left => Invariant.Text($"  about {(int)left.TotalMinutes} min {left.Seconds} s left"),
        { } left => Invariant.Text($"  about {left.TotalSeconds:0} s left"),
    };

    private void Show(string line)
    {
        if (!session.IsErrorInteractive)
        {
            session.Error.WriteLine(line);
            return;
        }

        session.Error.Write('\r' + line.PadRight(_lastLength) + (line.Length == 0 ? "\r" : ""));
        _lastLength = line.Length;
    }
}
