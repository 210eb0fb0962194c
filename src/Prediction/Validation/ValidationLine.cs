using System.Text;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;
using MultifdBench.Results.Csv;
using MultifdBench.Results.Statistics;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Prediction.Validation;

/// <summary>A run that was predicted.</summary>
/// <param name="Run">The run.</param>
/// <param name="Row">Its prediction.</param>
/// <param name="Busiest">The part of the machine that was busiest.</param>
public sealed record PredictedRun(PlannedRun Run, RunRow Row, string Busiest);

/// <summary>A prediction beside the runs that were made of it.</summary>
/// <param name="Label">Name of the run.</param>
/// <param name="PredictedMs">Predicted total time, ms.</param>
/// <param name="MeasuredMs">Median of the measured ones, ms.</param>
/// <param name="PredictedBytes">Predicted bytes on the wire.</param>
/// <param name="MeasuredBytes">Median of the measured ones.</param>
/// <param name="Busiest">The part of the machine that is predicted to be busiest.</param>
/// <param name="QuietRuns">
/// Runs that others left alone: where there are any, the medians are of these; null where that is not known.
/// </param>
/// <param name="Runs">Completed runs.</param>
public sealed record ValidationLine(
    string Label,
    double PredictedMs,
    double MeasuredMs,
    double PredictedBytes,
    double MeasuredBytes,
    string Busiest,
    int? QuietRuns,
    int Runs)
{
    private const string File = "validation.csv";

    private static readonly string[] Columns =
        ["label", "predicted_ms", "measured_ms", "error", "predicted_wire_bytes", "measured_wire_bytes", "busiest", "quiet_runs", "runs"];

    /// <summary>Relative error of the predicted total time.</summary>
    public double Error => PredictedMs / MeasuredMs - 1;

    /// <summary><see cref="QuietRuns"/> in words.</summary>
    public string Quiet => QuietRuns is { } runs ? Text($"{runs}") : "unknown";

    private string[] Cells =>
    [
        Label,
        Text($"{PredictedMs:R}"),
        Text($"{MeasuredMs:R}"),
        Text($"{Error:R}"),
        Text($"{PredictedBytes:R}"),
        Text($"{MeasuredBytes:R}"),
        Busiest,
        Quiet,
        Text($"{Runs}"),
    ];

    /// <summary>Compares; null where there is no measured time, or no predicted one.</summary>
    /// <param name="predicted">The prediction.</param>
    /// <param name="measured">Rows of any runs.</param>
    /// <param name="isQuiet">Whether others left a run alone; null where that is not known.</param>
    public static ValidationLine? Of(PredictedRun predicted, IReadOnlyList<RunRow> measured, Func<RunRow, bool>? isQuiet)
    {
        string id = predicted.Run.Combination.Id;
        bool IsOwn(RunRow row) => Combination.PlannedId(row) == id && row.Outcome == RunOutcome.Completed;
        RunRow[] own = [.. measured.Where(IsOwn)];
        // A time-out is a bound, not a time: there is no error to tell.
        if (own.Length == 0 || predicted.Row.Outcome != RunOutcome.Completed) return null;
        RunRow[] quiet = isQuiet is null ? [] : [.. own.Where(isQuiet)], used = quiet.Length > 0 ? quiet : own;
        return new ValidationLine(
            predicted.Run.Label, predicted.Row.TotalTimeMs!.Value, Median(used, row => row.TotalTimeMs), predicted.Row.WireBytes ?? 0,
            Median(used, row => row.WireBytes), predicted.Busiest, isQuiet is null ? null : quiet.Length, own.Length);
    }

    /// <summary>Writes <c>validation.csv</c> into a folder.</summary>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static void Write(IReadOnlyList<ValidationLine> lines, string folder)
    {
        string csv = string.Concat(lines.Select(line => line.Cells).Prepend(Columns).Select(CsvLine.Of));
        Storage.Replace(Path.Combine(folder, File), Encoding.UTF8.GetBytes(csv));
    }

    private static double Median(RunRow[] rows, Func<RunRow, double?> figure) => Estimate.Of([.. rows.Select(figure)]).Median ?? 0;
}
