using System.Text;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Reporting.Tables;

namespace MultifdBench.Reporting.Comparisons;

/// <summary>A comparison as a comment for a pull request.</summary>
public static class VerdictMarkdown
{
    /// <summary>The page; lines end in LF. Everything that did not change is folded away.</summary>
    public static string Render(SetComparison comparison, VerdictLabels labels)
    {
        StringBuilder page =
            new($"## Multifd Bench: {MarkdownTable.Escape(comparison.Base.Name)} → {MarkdownTable.Escape(comparison.New.Name)}\n\n");
        page.Append($"**{MarkdownTable.Escape(VerdictWords.Outcome(comparison, labels))}**\n\n");
        page.Append(VerdictTables.Groups(comparison, labels).ToMarkdown());
        page.Append(VerdictTables.Cells(comparison, labels, all: false).ToMarkdown());
        page.Append("<details><summary>All combinations and metrics</summary>\n\n");
        page.Append(VerdictTables.Cells(comparison, labels, all: true).ToMarkdown());
        page.Append("</details>\n\n");
        page.Append(MarkdownTable.Escape(VerdictWords.Summary(comparison))).Append("\n\n");
        foreach (string note in VerdictWords.Notes(comparison, labels)) page.Append($"> {MarkdownTable.Escape(note)}\n\n");
        return page.ToString();
    }
}
