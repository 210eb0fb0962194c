using MultifdBench.Core;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Tables;

/// <summary>Rows of comparison tables as texts for people: what the terminal and the pages share.</summary>
internal sealed class TableCells
{
    private const string None = "–";

    private readonly bool _hasRemarks;
    private readonly List<string> _libraries;
    private readonly List<string> _footnotes;

    /// <summary>The cells of a table with a column of remarks.</summary>
    public TableCells(ComparisonTable table)
        : this(table.Rows, hasRemarks: true)
    {
    }

    /// <param name="rows">All rows that share footnotes and letters of libraries.</param>
    /// <param name="hasRemarks">Whether remarks have a column; where they have none, labels point to all of them.</param>
    public TableCells(IEnumerable<ComparisonRow> rows, bool hasRemarks)
    {
        _hasRemarks = hasRemarks;
        ComparisonRow[] all = [.. rows];
        _libraries = [.. all.Select(row => row.Library).Where(library => library.Length > 0).Distinct()];
        _footnotes = [.. all.SelectMany(NotesOf).Distinct()];
    }

    /// <summary>The columns. Their ranks are the order in which a narrow terminal leaves them out, the highest first.</summary>
    public static IReadOnlyList<PlainColumn> Columns { get; } =
    [
        new("channels, method", false, MinWidth: 22), new("total time (ms)", true), new("downtime (ms)", true, Rank: 3),
        new("throughput (Mbit/s)", true, Rank: 8),
        new("pages/s", true, Rank: 9), new("ratio", true, Rank: 1), new("CPU s", true, Rank: 2), new("speed-up", true, Rank: 4),
        new("n", true, Rank: 6),
        new(LibraryHeader, false, Rank: 5), new("source", false), new("remarks", false, Rank: 7, MinWidth: 16),
    ];

    /// <summary>Header of the column with the libraries' letters.</summary>
    public const string LibraryHeader = "lib";

    /// <summary>The column of remarks, the last one.</summary>
    public static int RemarksColumn => Columns.Count - 1;

    /// <summary>What rows point to by number, from 1: each text once, in order of appearance.</summary>
    public IReadOnlyList<string> Footnotes => _footnotes;

    /// <summary>
    /// What the letters in column <c>lib</c> stand for: "lib: a = libz 1.2.13; b = model spr-v4."; empty where no row has one.
    /// </summary>
    public string LibraryNote => _libraries.Count == 0
        ? ""
        : $"lib: {string.Join("; ", _libraries.Select((library, index) => $"{Letter(index)} = {Explained(library)}"))}.";

    /// <summary>The same where column <c>lib</c> has no room: "Done by libz 1.2.13; model spr-v4."</summary>
    public string LibraryList => _libraries.Count == 0 ? "" : $"Done by {string.Join("; ", _libraries.Select(Explained))}.";

    /// <summary>The cells of a row. Long reasons and warnings become numbers that point to <see cref="Footnotes"/>.</summary>
    public string[] Of(ComparisonRow row)
    {
        IEnumerable<int> numbers = NotesOf(row).Select(note => _footnotes.IndexOf(note) + 1).Order();
        string marks = string.Concat(numbers.Select(number => Invariant.Text($"[{number}]")));
        string[] cells =
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
            IsLong(row.Remark) ? Head(row.Remark) : row.Remark,
        ];
        int marked = _hasRemarks ? RemarksColumn : 0;
        cells[marked] = string.Join(' ', ((string[])[cells[marked], marks]).Where(text => text.Length > 0));
        return cells;
    }

    /// <summary>What is said of a row below the table.</summary>
    private IEnumerable<string> NotesOf(ComparisonRow row) =>
        (_hasRemarks ? IsLong(row.Remark) : row.Remark.Length > 0) ? row.Warnings.Prepend(row.Remark) : row.Warnings;

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
