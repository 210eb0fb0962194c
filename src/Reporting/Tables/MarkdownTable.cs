using System.Text;
using MultifdBench.Core;

namespace MultifdBench.Reporting.Tables;

/// <summary>A comparison table as GitHub-flavoured Markdown.</summary>
public static class MarkdownTable
{
    /// <summary>The table with its notes and caption, without its title; lines end in LF.</summary>
    public static string Render(ComparisonTable table)
    {
        StringBuilder text = new();
        TableCells cells = new(table);
        AppendLine(text, TableCells.Columns.Select(column => column.Header));
        AppendLine(text, TableCells.Columns.Select(column => column.IsNumber ? "---:" : "---"));
        foreach (ComparisonRow row in table.Rows) AppendLine(text, cells.Of(row).Select(Escape));
        text.Append('\n');
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

    /// <summary>One row; the cells are Markdown already.</summary>
    internal static void AppendLine(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
