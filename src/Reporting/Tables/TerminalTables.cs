using Spectre.Console;

namespace MultifdBench.Reporting.Tables;

/// <summary>Comparison tables on a terminal, or as plain text into a pipe.</summary>
public static class TerminalTables
{
    /// <summary>Wide enough for every column on one line; Spectre's 80 for a pipe would break numbers apart.</summary>
    private const int PipedWidth = 160;

    /// <summary>Writes <paramref name="tables"/>, each with title and caption.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isInteractive">True when a person watches: the terminal's width and colours. False: 160 columns without escape codes.</param>
    public static void Write(IReadOnlyList<ComparisonTable> tables, TextWriter output, bool isInteractive)
    {
        IAnsiConsole console = CreateConsole(output, isInteractive);
        foreach (ComparisonTable table in tables)
        {
            console.MarkupLineInterpolated($"[bold]{table.Title}[/]");
            IReadOnlyList<string> footnotes = TableCells.Footnotes(table);
            console.Write(Create(table, footnotes));
            for (int i = 0; i < footnotes.Count; i++) output.WriteLine(FormattableString.Invariant($"[{i + 1}] {footnotes[i]}"));
            console.Write(new Text(table.Caption + Environment.NewLine));
            console.WriteLine();
        }
    }

    /// <summary>A console on <paramref name="output"/>; what it means that it is interactive says <see cref="Write"/>.</summary>
    internal static IAnsiConsole CreateConsole(TextWriter output, bool isInteractive)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isInteractive) console.Profile.Width = PipedWidth;
        return console;
    }

    private static Table Create(ComparisonTable model, IReadOnlyList<string> footnotes)
    {
        Table table = new() { Border = TableBorder.Ascii2 };
        string[][] rows = [.. model.Rows.Select(row => TableCells.Of(row, footnotes))];
        int[] columns = [.. Enumerable.Range(0, TableCells.Headers.Count).Where(column => column < TableCells.Headers.Count - 1 || HasRemarks(model))];
        foreach (int column in columns) table.AddColumn(Column(column));
        foreach (string[] row in rows) table.AddRow(columns.Select(column => new Text(row[column])));
        return table;
    }

    private static bool HasRemarks(ComparisonTable model) => model.Rows.Any(row => row.Remark.Length > 0);

    private static TableColumn Column(int column) => new(new Text(TableCells.Headers[column].Replace(" (", "\n(", StringComparison.Ordinal)))
    {
        Alignment = TableCells.IsNumber(column) ? Justify.Right : Justify.Left,
        NoWrap = TableCells.IsNumber(column),
    };
}
