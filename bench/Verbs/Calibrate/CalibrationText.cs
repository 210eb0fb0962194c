using MultifdBench.Bench.Cli;
using MultifdBench.Capture.Dirty;
using MultifdBench.Reporting.Tables;
using MultifdBench.Workloads.Calibration;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Calibrate;

/// <summary>A calibration for people.</summary>
internal static class CalibrationText
{
    private static readonly string[] Headers = ["figure", "captured", "synthetic", "difference", "band", ""];

    /// <summary>Writes both sides, the table, and how many figures are within their bands.</summary>
    public static void Write(CalibrationSide captured, CalibrationSide synthetic, IReadOnlyList<CalibrationFigure> figures,
        ConsoleSession session)
    {
        TextWriter output = session.Output;
        output.WriteLine(Text($"captured:  {captured.Description}, {captured.Figures.Pages} pages"));
        output.WriteLine(Text($"synthetic: {synthetic.Description}, {synthetic.Figures.Pages} pages"));
        if (captured.Trace is { } trace)
            output.WriteLine($"dirty pages of the captured guest by {trace.Method}: {DirtyMethods.Describe(trace.Method)}");
        output.WriteLine();
        // A verdict without its figures says nothing, and figures without it little: none of the columns may go.
        PlainTable.OfFigures("", Headers, [.. figures.Select(Cells)], Headers.Length).Write(output, session.IsOutputInteractive);
        int judged = figures.Count(figure => figure.IsWithin is not null);
        output.WriteLine(Text($"{figures.Count(figure => figure.IsWithin == true)} of {judged} figures within their bands"));
    }

    private static string[] Cells(CalibrationFigure figure)
    {
        bool isDistance = figure is { Captured: 0, Band: null };
        string difference = isDistance
            ? ""
            : figure.IsRelative ? Text($"{100 * figure.Difference:+0.0;-0.0;0.0} %") : Text($"{figure.Difference:+0.000;-0.000;0.000}");
        string band = figure.Band is { } value ? (figure.IsRelative ? Text($"{100 * value:0} %") : Text($"{value:0.000}")) : "-";
        string verdict = figure.IsWithin switch { true => "within", false => "OUTSIDE", null => "" };
        return [figure.Name, isDistance ? "" : Number(figure.Captured), Number(figure.Synthetic), difference, band, verdict];
    }

    private static string Number(double value) => Math.Abs(value) >= 100 ? Text($"{value:0}") : Text($"{value:0.000}");
}
