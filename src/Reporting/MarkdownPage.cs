using System.Text;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting;

/// <summary>The page of a report: what ran on what host, the answers, the tables, the charts.</summary>
internal static class MarkdownPage
{
    private static readonly PlainColumn[] FactColumns = [new("fact", false), new("value", false)];

    /// <summary>The page; lines end in LF.</summary>
    public static string Render(IReadOnlyList<ReportSection> sections)
    {
        StringBuilder page = new("# Multifd Bench report\n\n");
        if (ReportText.SetsNote(sections) is { Length: > 0 } note) page.Append($"{MarkdownTable.Escape(note)}\n\n");
        foreach (ReportSection section in sections) Append(page, section);
        page.Append("## Notes\n\n");
        foreach (string sentence in ReportText.Notes) page.Append($"- {MarkdownTable.Escape(sentence)}\n");
        return page.ToString();
    }

    private static void Append(StringBuilder page, ReportSection section)
    {
        ResultSet results = section.Results;
        page.Append($"## {MarkdownTable.Escape(results.Name)}\n\n");
        page.Append($"{ReportText.Overview(results)} Ran on {MarkdownTable.Escape(results.HostLabel)}, {ReportText.Period(results)}.\n\n");
        foreach (Answer answer in section.Answers) AppendAnswer(page, answer);
        foreach (PlainTable fleet in FleetComparison.Of(results, section.Looks).Select(one => one.ToTable()))
            page.Append($"{fleet.ToMarkdown()}{MarkdownTable.Escape(fleet.Note)}\n\n");
        foreach (ComparisonTable table in section.Tables)
            page.Append($"### {MarkdownTable.Escape(table.Title)}\n\n{MarkdownTable.Render(table)}\n");
        if (section.Pictures.Count > 0) page.Append("### Charts\n\n");
        foreach ((string text, string file) in section.Pictures) page.Append($"![{MarkdownTable.Escape(text)}]({file})\n\n");
        AppendHost(page, results);
        foreach (string warning in results.Warnings) page.Append($"> {MarkdownTable.Escape(warning)}\n\n");
    }

    private static void AppendAnswer(StringBuilder page, Answer answer)
    {
        page.Append($"### {MarkdownTable.Escape(answer.Scope)}, {answer.Source}\n\n");
        page.Append($"**{MarkdownTable.Escape(answer.Winner)}** {MarkdownTable.Escape(answer.Claim)}\n\n");
        foreach (AnswerDetail detail in answer.Details) page.Append($"- {detail.Label}: {MarkdownTable.Escape(detail.Text)}\n");
        page.Append('\n');
    }

    private static void AppendHost(StringBuilder page, ResultSet results)
    {
        IReadOnlyList<(string Name, string Value)> facts = HostLines.Of(results.HostJson);
        page.Append("### Host\n\n");
        string[][] rows = [.. facts.Select(fact => new[] { fact.Name, fact.Value })];
        page.Append(facts.Count == 0 ? "Not recorded.\n\n" : new PlainTable("", FactColumns, rows).ToMarkdown());
    }
}
