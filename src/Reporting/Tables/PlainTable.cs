using System.Text;
using Spectre.Console;

namespace MultifdBench.Reporting.Tables;

/// <summary>
/// A table of texts for people: the one that is printed, on terminals, into pipes and as Markdown, whatever it is of. Immutable,
/// thread-safe.
/// </summary>
/// <param name="Title">Above it; empty for none.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">As many cells as columns each.</param>
public sealed record PlainTable(string Title, IReadOnlyList<PlainColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Lines below it, which stand there also where there are no rows; empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>How a terminal shows each row; empty for all alike.</summary>
    internal IReadOnlyList<Style> Styles { get; init; } = [];

    /// <summary>
    /// A table of figures: names in the first column, figures in the others, of which the last ones go first where there is no room.
    /// </summary>
    /// <param name="title">As <see cref="Title"/>.</param>
    /// <param name="headers">Names of columns; one without a name belongs to the one before it, and goes with it.</param>
    /// <param name="rows">As many cells as headers each.</param>
    /// <param name="alwaysShown">
    /// How many columns every width shows: of most such tables a name, a figure, the one that it stands beside, and their error.
    /// </param>
    public static PlainTable OfFigures(string title, IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows,
        int alwaysShown = 4)
    {
        List<PlainColumn> columns = [];
        foreach ((int index, string header) in headers.Index())
        {
            int rank = header.Length == 0 && index > 0 ? columns[^1].Rank : index < alwaysShown ? 0 : index;
            columns.Add(new PlainColumn(header, IsNumber: index > 0, rank));
        }

        return new PlainTable(title, columns, rows);
    }

    /// <summary>Writes the table; without rows and note nothing is written.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="isInteractive">
    /// True when a person watches: the terminal's width and colours. False: every column, without escape codes.
    /// <see cref="TerminalWidth.Variable"/> wins over both widths.
    /// </param>
    /// <param name="isFitted">Whether pipes get no more than <see cref="TerminalWidth.Default"/> characters in a line either.</param>
    public void Write(TextWriter output, bool isInteractive, bool isFitted = false)
    {
        if (Rows.Count == 0 && Note.Length == 0) return;
        bool isPiped = !isInteractive && TerminalWidth.Asked() is null;
        IAnsiConsole console = TerminalTables.CreateConsole(output, isInteractive);
        if (isPiped && isFitted) console.Profile.Width = TerminalWidth.Default;
        Write(console, isComplete: isPiped && !isFitted);
        if (Note.Length == 0) return;
        // As it is: the console would break its lines where a pipe needs none.
        output.WriteLine(Note);
        output.WriteLine();
    }

    /// <summary>Writes the table as wide as the console is; a line below it names the columns that had no room.</summary>
    internal void Write(IAnsiConsole console, bool isComplete)
    {
        TerminalTables.WriteHidden(console, WriteGrid(console, isComplete));
        console.WriteLine();
    }

    /// <summary>Writes title and rows as wide as the console is.</summary>
    /// <returns>Names of the columns that had no room.</returns>
    internal IReadOnlyList<string> WriteGrid(IAnsiConsole console, bool isComplete)
    {
        if (Title.Length > 0) console.MarkupLineInterpolated($"[bold]{Title}[/]");
        if (Rows.Count == 0) return [];
        int width = console.Profile.Width;
        TableLayout layout = TableLayout.Fit(Columns, Rows, width, isComplete);
        layout.Write(console, Rows, Styles);
        console.Profile.Width = width;
        return [.. layout.Hidden];
    }

    /// <summary>
    /// The table as GitHub-flavoured Markdown with its title as a heading of the third level; lines end in LF. Empty without rows.
    /// </summary>
    public string ToMarkdown()
    {
        if (Rows.Count == 0) return "";
        StringBuilder text = new(Title.Length > 0 ? $"### {MarkdownTable.Escape(Title)}\n\n" : "");
        AppendLine(text, Columns.Select(column => MarkdownTable.Escape(column.Header)));
        AppendLine(text, Columns.Select(column => column.IsNumber ? "---:" : "---"));
        foreach (IReadOnlyList<string> row in Rows) AppendLine(text, row.Select(MarkdownTable.Escape));
        return text.Append('\n').ToString();
    }

    /// <summary>One row; the cells are Markdown already.</summary>
    private static void AppendLine(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
