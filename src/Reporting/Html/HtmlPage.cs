using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fluid;
using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Interactive;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Html;

/// <summary>
/// The report as one HTML file that needs nothing else: styles, scripts, the charting library and the figures are in it, and its
/// policy forbids the browser to fetch anything.
/// </summary>
internal static class HtmlPage
{
    private static readonly Lazy<IFluidTemplate> Template = new(() => new FluidParser().Parse(HtmlAsset.Template));

    private static readonly TemplateOptions Options = new()
    {
        MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.SnakeCase },
    };

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The default encoder also escapes &lt;, &gt; and &amp;, so that no text can end the script element.</summary>
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The page, UTF-8 once encoded.</summary>
    public static string Render(IReadOnlyList<ReportSection> sections)
    {
        List<ChartData> charts = [];
        HtmlSet[] sets = [.. sections.Select((section, index) => Set(section, Invariant.Text($"set{index + 1}"), charts))];
        HtmlModel model =
            new(sets, ReportText.SetsNote(sections), ReportText.Notes, HtmlAsset.With(JsonSerializer.Serialize(charts, Json)));
        return Template.Value.Render(new TemplateContext(model, Options), Encoder);
    }

    private static HtmlSet Set(ReportSection section, string id, List<ChartData> charts)
    {
        ResultSet results = section.Results;
        // A guest may have a table for each link, and each has the charts of its own rows.
        var scopes = ChartScope.Of(results, section.Looks).ToLookup(scope => section.Tables.First(table => table.Holds(scope.Rows[0])));
        return new HtmlSet(
            id,
            results.Name,
            ReportText.Overview(results),
            results.HostLabel,
            ReportText.Period(results),
            section.Answers,
            [.. section.Tables.Select(
                (table, index) => Guest(table, scopes[table], Invariant.Text($"{id}-guest{index + 1}"), charts))],
            [.. HostLines.Of(results.HostJson).Select(fact => new HtmlFact(fact.Name, fact.Value))],
            results.ProfileYaml ?? "",
            results.Warnings);
    }

    private static HtmlGuest Guest(ComparisonTable table, IEnumerable<ChartScope> scopes, string id, List<ChartData> charts)
    {
        ChartData[] own = [.. scopes.Select((scope, index) => ChartDataCatalog.Of(scope, Invariant.Text($"{id}-charts{index + 1}")))
            .OfType<ChartData>()];
        charts.AddRange(own);
        TableCells cells = new(table);
        return new HtmlGuest(
            id, table.Title, table.Caption, HtmlTables.Columns, HtmlTables.Groups(table, cells), cells.Footnotes, cells.LibraryNote,
            [.. own.Select(Charts)]);
    }

    private static HtmlCharts Charts(ChartData data) => new(
        data.Id,
        data.Title,
        data.Series.Any(series => series.Timelines.Count > 0),
        data.SizesChannels is not null,
        data.Series.Any(series => series.Rows.Count(row => row.N > 0) > 1));
}
