using System.Text;
using Spectre.Console;

namespace MultifdBench.Reporting.Tables;

/// <summary>A table of texts for people, for the terminal and for Markdown. Immutable, thread-safe.</summary>
/// <param name="Title">Above it; empty for none.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">As many cells as columns each.</param>
public sealed record PlainTable(string Title, IReadOnlyList<PlainColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Writes the table; without rows nothing is written.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="isInteractive">True when a person watches: the terminal's width and colours. False: 210 columns without escape
    /// codes.</param>
    public void Write(TextWriter output, bool isInteractive)
    {
        if (Rows.Count == 0) return;
        Write(TerminalTables.CreateConsole(output, isInteractive), isComplete: !isInteractive);
    }

    /// <summary>Writes the table as wide as the console is; a line below it names the columns that had no room.</summary>
    internal void Write(IAnsiConsole console, bool isComplete)
    {
        if (Title.Length > 0) console.MarkupLineInterpolated($"[bold]{Title}[/]");
        TableLayout layout = TableLayout.Fit(Columns, Rows, console.Profile.Width, isComplete);
        layout.Write(console, Rows);
        TerminalTables.WriteHidden(console, layout);
        console.WriteLine();
    }

    /// <summary>
    /// The table as GitHub-flavoured Markdown with its title as a heading of the third level; lines end in LF. Empty without rows.
    /// </summary>
    public string ToMarkdown()
    {
        if (Rows.Count == 0) return "";
        StringBuilder text = new();
        if (Title.Length > 0) text.Append($"### {MarkdownTable.Escape(Title)}\n\n");
        MarkdownTable.AppendLine(text, Columns.Select(column => MarkdownTable.Escape(column.Header)));
        MarkdownTable.AppendLine(text, Columns.Select(column => column.IsNumber ? "---:" : "---"));
        foreach (IReadOnlyList<string> row in Rows) MarkdownTable.AppendLine(text, row.Select(MarkdownTable.Escape));
        return text.Append('\n').ToString();
    }
}
