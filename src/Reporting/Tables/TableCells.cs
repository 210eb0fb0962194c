using MultifdBench.Core;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Tables;

/// <summary>A comparison table as texts for people: what the terminal and Markdown share.</summary>
internal static class TableCells
{
    private const string None = "–";

    /// <summary>Column headers; all columns but the first and the last two hold numbers.</summary>
    public static IReadOnlyList<string> Headers { get; } =
        ["channels, method", "total time (ms)", "downtime (ms)", "throughput (Mbit/s)", "pages/s", "ratio", "CPU s", "speed-up", "n", "source", "remarks"];

    /// <summary>Whether a column is aligned right.</summary>
    public static bool IsNumber(int column) => column is > 0 and < 9;

    /// <summary>The cells of a row. Long reasons become a number that points to <see cref="Footnotes"/>.</summary>
    public static string[] Of(ComparisonRow row, IReadOnlyList<string> footnotes) =>
    [
        row.Label,
        WithInterval(row.Summary.TotalTimeMs),
        Figure(row.Summary.DowntimeMs.Median),
        Figure(row.Summary.ThroughputMbps.Median),
        Figure(row.Summary.PagesPerSecond.Median),
        Figure(row.Summary.Ratio.Median),
        Figure(row.Summary.TotalCpuS.Median),
        row.Speedup is { } speedup ? Units.Significant(speedup) + "×" : None,
        row.Runs,
        row.Source,
        Remark(row.Remark, footnotes),
    ];

    /// <summary>Remarks that are too long for a cell, each once, in order of appearance.</summary>
    public static IReadOnlyList<string> Footnotes(ComparisonTable table) => [.. table.Rows.Select(row => row.Remark).Where(IsLong).Distinct()];

    private static string Remark(string remark, IReadOnlyList<string> footnotes) =>
        IsLong(remark) ? FormattableString.Invariant($"{remark.Split(':', ',')[0]} [{Index(footnotes, remark) + 1}]") : remark;

    private static int Index(IReadOnlyList<string> footnotes, string remark)
    {
        int index = 0;
        while (footnotes[index] != remark) index++;
        return index;
    }

    private static bool IsLong(string remark) => remark.Length > 32;

    private static string Figure(double? value) => value is { } number ? Units.Significant(number) : None;

    private static string WithInterval(Estimate estimate) =>
        Figure(estimate.Median) + (ComparisonRow.HalfWidth(estimate) is { } half ? $" ± {Units.Significant(half)}" : "");
}
