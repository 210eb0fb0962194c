using System.Text;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting;

/// <summary>The page of a report as reStructuredText, which QEMU's documentation is written in.</summary>
internal static class RstPage
{
    /// <summary>The page; lines end in LF.</summary>
    public static string Render(IReadOnlyList<ReportSection> sections)
    {
        StringBuilder page = new();
        AppendTitle(page, "Multifd Bench report", '=');
        if (ReportText.SetsNote(sections) is { Length: > 0 } note) page.Append($"{RstTable.Escape(note)}\n\n");
        foreach (ReportSection section in sections) Append(page, section);
        AppendTitle(page, "Notes", '-');
        foreach (string sentence in ReportText.Notes) page.Append($"- {RstTable.Escape(sentence)}\n");
        return page.ToString();
    }

    private static void Append(StringBuilder page, ReportSection section)
    {
        ResultSet results = section.Results;
        AppendTitle(page, results.Name, '-');
        page.Append($"{ReportText.Overview(results)} Ran on {RstTable.Escape(results.HostLabel)}, "
            + $"{RstTable.Escape(ReportText.Period(results))}.\n\n");
        foreach (string warning in results.Warnings) page.Append($".. warning:: {RstTable.Escape(warning)}\n\n");
        foreach (Answer answer in section.Answers) AppendAnswer(page, answer);
        foreach (PlainTable fleet in FleetComparison.Of(results, section.Looks).Select(one => one.ToTable()))
        {
            AppendTitle(page, fleet.Title, '~');
            page.Append(RstTable.Directive([[.. fleet.Columns.Select(column => column.Header)], .. fleet.Rows], headerRows: 1));
            page.Append($"{RstTable.Escape(fleet.Note)}\n\n");
        }

        foreach (ComparisonTable table in section.Tables)
        {
            AppendTitle(page, table.Title, '~');
            page.Append(RstTable.Render(table)).Append('\n');
        }

        if (section.Pictures.Count > 0) AppendTitle(page, "Charts", '~');
        foreach ((string text, string file) in section.Pictures) page.Append($".. image:: {file}\n   :alt: {RstTable.Escape(text)}\n\n");
        AppendHost(page, results);
    }

    private static void AppendAnswer(StringBuilder page, Answer answer)
    {
        AppendTitle(page, $"{answer.Scope}, {answer.Source}", '~');
        page.Append($"**{RstTable.Escape(answer.Winner)}** {RstTable.Escape(answer.Claim)}\n\n");
        foreach (AnswerDetail detail in answer.Details) page.Append($"- {detail.Label}: {RstTable.Escape(detail.Text)}\n");
        page.Append('\n');
    }

    private static void AppendHost(StringBuilder page, ResultSet results)
    {
        IReadOnlyList<(string Name, string Value)> facts = HostLines.Of(results.HostJson);
        AppendTitle(page, "Host", '~');
        if (facts.Count == 0) page.Append("Not recorded.\n\n");
        else page.Append(RstTable.Directive([["fact", "value"], .. facts.Select(fact => new[] { fact.Name, fact.Value })], headerRows: 1));
    }

    /// <summary>
    /// The underline must be as long as the title as written, where docutils counts wide letters, such as Chinese ones, twice.
    /// </summary>
    private static void AppendTitle(StringBuilder page, string title, char underline)
    {
        string escaped = RstTable.Escape(title);
        page.Append($"{escaped}\n{new string(underline, escaped.Sum(letter => letter < 0x1100 ? 1 : 2))}\n\n");
    }
}
