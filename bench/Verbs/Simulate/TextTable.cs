using MultifdBench.Bench.Cli;
using MultifdBench.Reporting.Tables;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>
/// A plain table of texts: first column left, the others right. What it is of stands in the title; where a terminal is narrow, the last
/// columns go first.
/// </summary>
internal static class TextTable
{
    /// <summary>The row's name, a time, the one that it stands beside, and their error.</summary>
    private const int AlwaysShown = 4;

    /// <summary>Writes a table with a title above and a note below it.</summary>
    public static void Write(TextWriter output, string title, IReadOnlyList<string> headers, IEnumerable<string[]> rows, string note)
    {
        PlainTable table = PlainTable.OfFigures(title, headers, [.. rows], AlwaysShown) with { Note = note };
        table.Write(output, ConsoleSession.IsTerminal(output));
    }
}
