using System.Text;
using System.Text.RegularExpressions;
using MultifdBench.Core;

namespace MultifdBench.Reporting.Tables;

/// <summary>
/// A comparison table as reStructuredText, for documentation in the style of QEMU's: a <c>csv-table</c>, one line per row.
/// </summary>
public static partial class RstTable
{
    /// <summary>The table with its notes and caption, without its title; lines end in LF.</summary>
    public static string Render(ComparisonTable table)
    {
        TableCells cells = new(table);
        StringBuilder text = new();
        text.Append(Directive([[.. TableCells.Columns.Select(column => column.Header)], .. table.Rows.Select(cells.Of)], headerRows: 1));
        for (int i = 0; i < cells.Footnotes.Count; i++) text.Append(Invariant.Text($"| \\[{i + 1}\\] {Escape(cells.Footnotes[i])}\n"));
        if (cells.Footnotes.Count > 0) text.Append('\n');
        if (cells.LibraryNote.Length > 0) text.Append($"{Escape(cells.LibraryNote)}\n\n");
        return text.Append(Escape(table.Caption)).Append('\n').ToString();
    }

    /// <summary>
    /// What would make a list item, a comment or a title's underline of a line. The dash of a missing figure is none, and characters that
    /// <see cref="Escape"/> escapes wherever they stand are not escaped twice.
    /// </summary>
    [GeneratedRegex(@"^[\p{P}\p{S}-[–\\`*_|<>\[\]:]]|^\w+[.)](\s|$)")]
    private static partial Regex MarkupAtStart();

    /// <summary>Rows of texts as a <c>csv-table</c>, followed by an empty line.</summary>
    internal static string Directive(IEnumerable<IReadOnlyList<string>> rows, int headerRows)
    {
        StringBuilder text = new(Invariant.Text($".. csv-table::\n   :header-rows: {headerRows}\n   :widths: auto\n\n"));
        foreach (IReadOnlyList<string> row in rows)
            text.Append("   ").AppendJoin(", ", row.Select(cell => $"\"{Escape(cell).Replace("\"", "\"\"", StringComparison.Ordinal)}\""))
                .Append('\n');
        return text.Append('\n').ToString();
    }

    /// <summary>Text that reStructuredText takes for text: every mark that could begin or end markup is escaped.</summary>
    internal static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char letter in text)
        {
            if ("\\`*_|<>[]:".Contains(letter, StringComparison.Ordinal)) escaped.Append('\\');
            escaped.Append(letter is '\n' or '\r' ? ' ' : letter);
        }

        return MarkupAtStart().IsMatch(text) ? escaped.Insert(0, '\\').ToString() : escaped.ToString();
    }
}
