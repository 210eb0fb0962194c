using System.Text;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting;

/// <summary>The page of a report: what ran on what host, the tables, the charts.</summary>
internal static class MarkdownPage
{
    /// <summary>The page; lines end in LF.</summary>
    public static string Render(IReadOnlyList<ReportSection> sections)
    {
        StringBuilder page = new("# Multifd Bench report\n\n");
        foreach (ReportSection section in sections) Append(page, section);
        return page.ToString();
    }

    private static void Append(StringBuilder page, ReportSection section)
    {
        ResultSet results = section.Results;
        page.Append($"## {MarkdownTable.Escape(results.Name)}\n\n");
        page.Append($"{Overview(results)}\n\n");
        foreach (ComparisonTable table in section.Tables)
            page.Append($"### {MarkdownTable.Escape(table.Title)}\n\n{MarkdownTable.Render(table)}\n");
        if (section.Pictures.Count > 0) page.Append("### Charts\n\n");
        foreach ((string title, string file) in section.Pictures) page.Append($"![{MarkdownTable.Escape(title)}]({file})\n\n");
        AppendHost(page, results);
        foreach (string warning in results.Warnings) page.Append($"> {MarkdownTable.Escape(warning)}\n\n");
    }

    private static string Overview(ResultSet results)
    {
        int completed = results.Summary.Sum(row => row.N);
        int failed = results.Summary.Sum(row => row.Failures);
        int unavailable = results.Summary.Count(row => row.Outcome == RunOutcome.Unavailable);
        string text = FormattableString.Invariant($"{results.Summary.Count} combinations: {completed} runs completed, {failed} failed; {unavailable} combinations could not run on this host.");
        return text + " Throughput is wire bytes, headers included; the ratio leaves out headers and zero pages. Measured and simulated figures never share a row.";
    }

    private static void AppendHost(StringBuilder page, ResultSet results)
    {
        IReadOnlyList<(string Name, string Value)> facts = HostLines.Of(results.HostJson);
        page.Append("### Host\n\n");
        if (facts.Count == 0) page.Append("Not recorded.\n");
        else page.Append("| fact | value |\n| --- | --- |\n");
        foreach ((string name, string value) in facts) page.Append($"| {name} | {MarkdownTable.Escape(value)} |\n");
        page.Append('\n');
    }
}
