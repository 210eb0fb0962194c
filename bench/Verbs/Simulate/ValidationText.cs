using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Prediction.Validation;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>A validation for people.</summary>
internal static class ValidationText
{
    private static readonly string[] Headers =
        ["run", "predicted ms", "measured ms", "error", "predicted MB", "measured MB", "busiest (predicted)", "quiet runs"];

    /// <summary>
    /// Writes the table, what remains, and what others used meanwhile; to standard error, which predictions have no error and why.
    /// </summary>
    public static void Write(ValidationOutcome outcome, ConsoleSession session)
    {
        foreach (PredictedRun late in outcome.Predictions.Where(prediction => prediction.Row.Outcome != RunOutcome.Completed))
            session.Note($"{late.Run.Label}: the prediction timed out ({late.Row.Reason}), so it has no error.");
        string which = outcome.KnowsQuietRuns ? "the completed runs that others left alone; of all where there is none" : "completed runs";
        string summary = Summary("all", outcome.Lines);
        if (outcome.KnowsQuietRuns)
            summary += Environment.NewLine + Summary("those with a quiet run", [.. outcome.Lines.Where(line => line.QuietRuns > 0)]);
        PlainTable table = PlainTable.OfFigures(
            $"Total time: predicted | measured (median of {which})", Headers, [.. outcome.Lines.Select(Cells)]);
        (table with { Note = summary }).Write(session.Output, session.IsOutputInteractive);
        session.Output.WriteLine(outcome.Loads);
    }

    private static string[] Cells(ValidationLine line) =>
    [
        line.Label,
        Text($"{line.PredictedMs:0.0}"),
        Text($"{line.MeasuredMs:0.0}"),
        Text($"{Math.Round(100 * line.Error, 1):+0.0;-0.0;0.0} %"),
        Text($"{line.PredictedBytes / 1e6:0.0}"),
        Text($"{line.MeasuredBytes / 1e6:0.0}"),
        line.Busiest,
        Text($"{line.Quiet} of {line.Runs}"),
    ];

    private static string Summary(string which, IReadOnlyList<ValidationLine> lines)
    {
        if (lines.Count == 0) return $"|error| of total time over {which}: there is none to compare.";
        double[] errors = [.. lines.Select(line => Math.Abs(line.Error)).Order()];
        (double median, double worst) = (100 * Median.OfSorted(errors), 100 * errors[^1]);
        return Text($"|error| of total time over {which}, {errors.Length} rows: median {median:0.0} %, worst {worst:0.0} %");
    }
}
