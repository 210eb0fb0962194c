using MultifdBench.Core;
using Spectre.Console;

namespace MultifdBench.Reporting.Tables;

/// <summary>Comparison tables on a terminal, or as plain text into a pipe.</summary>
public static class TerminalTables
{
    /// <summary>Writes <paramref name="tables"/>, each with title and caption.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isInteractive">
    /// True when a person watches: the terminal's width and colours. False: 210 columns without escape codes.
    /// </param>
    public static void Write(IReadOnlyList<ComparisonTable> tables, TextWriter output, bool isInteractive)
    {
        IAnsiConsole console = CreateConsole(output, isInteractive);
        foreach (ComparisonTable table in tables) Write(table, console, isComplete: !isInteractive);
    }

    /// <summary>Writes one table as wide as the console is; what has no room stands below it.</summary>
    internal static void Write(ComparisonTable table, IAnsiConsole console, bool isComplete)
    {
        TableCells cells = new(table);
        bool hasRemarks = table.Rows.Any(row => row.Remark.Length > 0);
        PlainColumn[] columns = [.. TableCells.Columns.Take(hasRemarks ? TableCells.Columns.Count : TableCells.RemarksColumn)];
        PlainTable plain = new(table.Title, columns, [.. table.Rows.Select(cells.Of)]);
        IReadOnlyList<string> hidden = plain.WriteGrid(console, isComplete);
        if (hidden.Contains(TableCells.Columns[TableCells.RemarksColumn].Header)) WriteRemarks(table, console);
        else WriteFootnotes(cells, console);
        WriteHidden(console, hidden);
        if (cells.LibraryNote.Length > 0) console.Write(new Text(cells.LibraryNote + Environment.NewLine));
        console.Write(new Text(table.Caption + Environment.NewLine));
        console.WriteLine();
    }

    /// <summary>Says which columns had no room; nothing where all had.</summary>
    internal static void WriteHidden(IAnsiConsole console, IReadOnlyList<string> hidden)
    {
        if (hidden.Count > 0) console.Write(new Text($"No room at this width for: {string.Join(", ", hidden)}.{Environment.NewLine}"));
    }

    /// <summary>
    /// A console on <paramref name="output"/>; what it means that it is interactive says <see cref="Write(IReadOnlyList{ComparisonTable},
    /// TextWriter, bool)"/>.
    /// </summary>
    internal static IAnsiConsole CreateConsole(TextWriter output, bool isInteractive)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isInteractive) console.Profile.Width = TableLayout.PipedWidth;
        return console;
    }

    private static void WriteFootnotes(TableCells cells, IAnsiConsole console)
    {
        foreach ((int index, string note) in cells.Footnotes.Index()) console.Write(new Text(Invariant.Text($"[{index + 1}] {note}\n")));
    }

    /// <summary>A failure must not vanish with the column that tells it.</summary>
    private static void WriteRemarks(ComparisonTable table, IAnsiConsole console)
    {
        foreach (IGrouping<string, ComparisonRow> remark in table.Rows.Where(row => row.Remark.Length > 0).GroupBy(row => row.Remark))
            console.Write(new Text($"{string.Join("; ", remark.Select(row => row.Label))}: {remark.Key}{Environment.NewLine}"));
    }
}
