using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Html;

/// <summary>
/// The report as one HTML file that needs nothing else: styles, scripts and pictures are in it, and its policy forbids the browser to
/// fetch anything.
/// </summary>
internal static class HtmlPage
{
    /// <summary>Answers of measured and of simulated figures that the first screen has room for.</summary>
    private const int MostOfASource = 2;

    private static readonly Lazy<IFluidTemplate> Template = new(() => new FluidParser().Parse(HtmlAsset.Template));

    private static readonly TemplateOptions Options = new()
    {
        MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.SnakeCase },
    };

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The page, UTF-8 once encoded.</summary>
    public static string Render(IReadOnlyList<ReportSection> sections)
    {
        HtmlSet[] sets = [.. sections.Select((section, index) => Set(section, Invariant.Text($"set{index + 1}"), sections.Count > 1))];
        HtmlModel model = new(sets, ReportText.SetsNote(sections), ReportText.Notes, HtmlAsset.All);
        return Template.Value.Render(new TemplateContext(model, Options), Encoder);
    }

    private static HtmlSet Set(ReportSection section, string id, bool isOneOfSeveral)
    {
        string prefix = isOneOfSeveral ? $"{id}-" : "";
        ResultSet results = section.Results;
        Chart? lead = ChartCatalog.Lead(results, section.Charts);
        string guest = lead?.Guest ?? section.Tables[0].Guest;
        ILookup<string, Chart> charts = section.Charts.Where(chart => chart != lead).ToLookup(chart => chart.Guest);
        ILookup<string, ComparisonTable> tables = section.Tables.ToLookup(table => table.Guest);
        return new HtmlSet(
            id,
            results.Name,
            ReportText.Question(results, guest),
            ReportText.Overview(results),
            results.HostLabel,
            ReportText.Period(results),
            First(section, lead, guest),
            section.Answers,
            [
                .. tables.Select(own => own.Key).Union(charts.Select(own => own.Key))
                    .Select(title => Guest(title, [.. tables[title]], charts[title], prefix)),
            ],
            [.. HostLines.Of(results.HostJson).Select(fact => new HtmlFact(fact.Name, fact.Value))],
            results.ProfileYaml ?? "",
            results.Warnings)
        {
            Prefix = prefix,
            Lead = lead is null ? [] : [Chart(lead, prefix)],
        };
    }

    /// <summary>
    /// What stands beside the first chart: what it says itself, and what is said of its workload, the first of each source. A decision over
    /// links makes a simulated winner at one of them beside the point.
    /// </summary>
    private static IReadOnlyList<Answer> First(ReportSection section, Chart? lead, string guest)
    {
        string workload = guest[..(guest.LastIndexOf(", ", StringComparison.Ordinal) + 1)];
        Answer[] shown =
        [
            .. section.Answers.Where(answer => answer.Scope.StartsWith(workload, StringComparison.Ordinal)).GroupBy(answer => answer.Source)
                .SelectMany(source => source.Take(MostOfASource)),
        ];
        return lead?.Answer is { } answer
            ? [answer, .. shown.Where(one => one.Source != answer.Source)]
            : [.. section.Answers.Where(shown.Contains)];
    }

    private static HtmlGuest Guest(string title, ComparisonTable[] tables, IEnumerable<Chart> charts, string prefix)
    {
        string id = prefix + FileNames.Part(title);
        HtmlChart[] own = [.. charts.Select(chart => Chart(chart, prefix))];
        string rows = tables.Length == 0 ? "" : Invariant.Text($"all {tables.Sum(table => table.Rows.Count)} rows");
        string pictures = own.Length == 0 ? "" : Invariant.Text($"{own.Length} chart{(own.Length == 1 ? "" : "s")}");
        string contents = string.Join(" and ", new[] { rows, pictures }.Where(part => part.Length > 0));
        return new HtmlGuest(
            id, title, contents, [.. tables.Select((table, index) => Table(table, Invariant.Text($"{id}-table{index + 1}")))], own);
    }

    private static HtmlTable Table(ComparisonTable table, string id)
    {
        TableCells cells = new(table);
        return new HtmlTable(
            id, table.Title, FileNames.Part(table.Title), table.Caption, HtmlTables.Columns, HtmlTables.Groups(table, cells),
            cells.Footnotes, cells.LibraryNote);
    }

    private static HtmlChart Chart(Chart chart, string prefix)
    {
        string id = prefix + chart.Name;
        return new HtmlChart(id, chart.Name, chart.Title, HtmlPicture.Of(chart, id), chart.Figures.Columns, chart.Figures.Rows);
    }
}
