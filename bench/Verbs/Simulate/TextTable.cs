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
        output.WriteLine(title);
        new PlainTable("", Columns(headers), [.. rows]).Write(output, ConsoleSession.IsTerminal(output));
        if (note.Length == 0) return;
        output.WriteLine(note);
        output.WriteLine();
    }

    /// <summary>A column without a name belongs to the one before it, and goes with it.</summary>
    private static PlainColumn[] Columns(IReadOnlyList<string> headers)
    {
        List<PlainColumn> columns = [];
        foreach ((int index, string header) in headers.Index())
        {
            int rank = header.Length == 0 && index > 0 ? columns[^1].Rank : index < AlwaysShown ? 0 : index;
            columns.Add(new PlainColumn(header, IsNumber: index > 0, rank));
        }

        return [.. columns];
    }
}
