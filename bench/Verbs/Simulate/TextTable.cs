using Spectre.Console;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>A plain table of texts: first column left, the others right.</summary>
internal static class TextTable
{
    private const int Width = 210;

    /// <summary>Writes a table with a title above and a note below it.</summary>
    public static void Write(TextWriter output, string title, IReadOnlyList<string> headers, IEnumerable<string[]> rows, string note)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = Width;
        Table table = new() { Border = TableBorder.Ascii2 };
        for (int i = 0; i < headers.Count; i++)
            table.AddColumn(new TableColumn(new Text(headers[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (string[] row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        output.WriteLine(title);
        console.Write(table);
        if (note.Length > 0) output.WriteLine(note);
        output.WriteLine();
    }
}
