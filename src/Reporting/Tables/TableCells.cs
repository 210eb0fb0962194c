using MultifdBench.Core;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Tables;

/// <summary>A comparison table as texts for people: what the terminal and the pages share.</summary>
internal sealed class TableCells
{
    private const string None = "–";

    private readonly List<string> _libraries;

    /// <param name="table">The table.</param>
    public TableCells(ComparisonTable table)
    {
        _libraries = [.. table.Rows.Select(row => row.Library).Where(library => library.Length > 0).Distinct()];
        Footnotes = [.. table.Rows.Select(row => row.Remark).Where(IsLong).Distinct()];
    }

    /// <summary>The columns.</summary>
    public static IReadOnlyList<PlainColumn> Columns { get; } =
    [
        new("channels, method", false, MinWidth: 22), new("total time (ms)", true), new("downtime (ms)", true, Rank: 5),
        new("throughput (Mbit/s)", true, Rank: 8),
        new("pages/s", true, Rank: 9), new("ratio", true, Rank: 2), new("CPU s", true, Rank: 3), new("speed-up", true, Rank: 4),
        new("n", true, Rank: 6),
        new("lib", false, Rank: 1), new("source", false), new("remarks", false, Rank: 7, MinWidth: 16),
    ];

    /// <summary>The column of remarks, the last one.</summary>
    public static int RemarksColumn => Columns.Count - 1;

    /// <summary>Remarks that are too long for a cell, each once, in order of appearance.</summary>
    public IReadOnlyList<string> Footnotes { get; }

    /// <summary>
    /// What the letters in column <c>lib</c> stand for: "lib: a = libz 1.2.13; b = model spr-v4."; empty where no row has one.
    /// </summary>
    public string LibraryNote => _libraries.Count == 0
        ? ""
        : $"lib: {string.Join("; ", _libraries.Select((library, index) => $"{Letter(index)} = {Explained(library)}"))}.";

    /// <summary>The cells of a row. Long reasons become a number that points to <see cref="Footnotes"/>.</summary>
    public string[] Of(ComparisonRow row) =>
    [
        row.Label,
        row.TotalTimeBoundMs is { } bound ? $"> {Figure(bound)}" : WithInterval(row.Summary.TotalTimeMs),
        Figure(row.Summary.DowntimeMs.Median),
        Figure(row.Summary.ThroughputMbps.Median),
        Figure(row.Summary.PagesPerSecond.Median),
        Figure(row.Summary.Ratio.Median),
        Figure(row.Summary.TotalCpuS.Median),
        row.Speedup is { } speedup ? Units.Significant(speedup) + "×" : None,
        row.Runs,
        row.Library.Length == 0 ? None : Letter(_libraries.IndexOf(row.Library)),
        row.Source,
        Remark(row.Remark),
    ];

    private string Remark(string remark)
    {
        if (!IsLong(remark)) return remark;
        int index = 0;
        while (Footnotes[index] != remark) index++;
        return Invariant.Text($"{Head(remark)} [{index + 1}]");
    }

    /// <summary>A remark that nothing can be cut off of stands in its row, and is not said again below.</summary>
    private static bool IsLong(string remark) => remark.Length > 32 && Head(remark).Length < remark.Length;

    private static string Head(string remark) => remark.Split(':', ',')[0];

    /// <summary>a, b, … z, aa, ab.</summary>
    private static string Letter(int index) => (index < 26 ? "" : Letter(index / 26 - 1)) + (char)('a' + index % 26);

    /// <summary>A name such as qpl suggests another's library.</summary>
    internal static string Explained(string library) =>
        library.StartsWith(nameof(MultifdBench) + ".", StringComparison.Ordinal) ? $"{library} (this project's own codec)" : library;

    private static string Figure(double? value) => value is { } number ? Units.Significant(number) : None;

    private static string WithInterval(Estimate estimate) =>
        Figure(estimate.Median) + (ComparisonRow.HalfWidth(estimate) is { } half ? $" ± {Units.Significant(half)}" : "");
}
