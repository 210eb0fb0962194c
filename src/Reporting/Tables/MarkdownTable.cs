using System.Text;
using MultifdBench.Core;

namespace MultifdBench.Reporting.Tables;

/// <summary>A comparison table as GitHub-flavoured Markdown.</summary>
public static class MarkdownTable
{
    /// <summary>The table with its notes and caption, without its title; lines end in LF.</summary>
    public static string Render(ComparisonTable table)
    {
        TableCells cells = new(table);
        StringBuilder text = new(new PlainTable("", TableCells.Columns, [.. table.Rows.Select(cells.Of)]).ToMarkdown());
        for (int i = 0; i < cells.Footnotes.Count; i++) text.Append(Invariant.Text($"[{i + 1}] {Escape(cells.Footnotes[i])}\n\n"));
        if (cells.LibraryNote.Length > 0) text.Append($"{Escape(cells.LibraryNote)}\n\n");
        return text.Append(Escape(table.Caption)).Append('\n').ToString();
    }

    /// <summary>Text that Markdown takes for text: a workload's file name may hold anything.</summary>
    internal static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char letter in text)
        {
            if ("\\`*_[]<>|#".Contains(letter, StringComparison.Ordinal)) escaped.Append('\\');
            escaped.Append(letter is '\n' or '\r' ? ' ' : letter);
        }

        return escaped.ToString();
    }
}
