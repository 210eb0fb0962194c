using System.Globalization;
using System.Text;
using MultifdBench.Capture.Dirty;
using MultifdBench.Workloads.Calibration;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Calibrate;

/// <summary>A calibration for people.</summary>
internal static class CalibrationText
{
    /// <summary>The table, without a line end.</summary>
    public static string Describe(CalibrationSide captured, CalibrationSide synthetic, IReadOnlyList<CalibrationFigure> figures)
    {
        StringBuilder text = new();
        text.AppendLine(Text($"captured:  {captured.Description}, {captured.Figures.Pages} pages"));
        text.AppendLine(Text($"synthetic: {synthetic.Description}, {synthetic.Figures.Pages} pages"));
        if (captured.Trace is { } trace)
            text.AppendLine($"dirty pages of the captured guest by {trace.Method}: {DirtyMethods.Describe(trace.Method)}");
        text.AppendLine();
        text.AppendLine(Row("figure", "captured", "synthetic", "difference", "band", ""));
        foreach (CalibrationFigure figure in figures) text.AppendLine(Describe(figure));
        int judged = figures.Count(figure => figure.IsWithin is not null);
        text.AppendLine();
        text.Append(Text($"{figures.Count(figure => figure.IsWithin == true)} of {judged} figures within their bands"));
        return text.ToString();
    }

    private static string Describe(CalibrationFigure figure)
    {
        bool isDistance = figure is { Captured: 0, Band: null };
        string difference = isDistance
            ? ""
            : figure.IsRelative ? Text($"{100 * figure.Difference:+0.0;-0.0;0.0} %") : Text($"{figure.Difference:+0.000;-0.000;0.000}");
        string band = figure.Band is { } value ? (figure.IsRelative ? Text($"{100 * value:0} %") : Text($"{value:0.000}")) : "-";
        string verdict = figure.IsWithin switch { true => "within", false => "OUTSIDE", null => "" };
        return Row(figure.Name, isDistance ? "" : Number(figure.Captured), Number(figure.Synthetic), difference, band, verdict);
    }

    private static string Row(string name, string captured, string synthetic, string difference, string band, string verdict) =>
        $"{name,-54}{captured,10}{synthetic,11}{difference,12}{band,8}  {verdict}".TrimEnd();

    private static string Number(double value) => Math.Abs(value) >= 100 ? Text($"{value:0}") : Text($"{value:0.000}");
}
