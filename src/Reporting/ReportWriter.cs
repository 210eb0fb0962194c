using System.Text;
using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Html;
using MultifdBench.Reporting.Metrics;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting;

/// <summary>Writes a report: result sets in, files out. Each file is complete or not there.</summary>
public sealed class ReportWriter
{
    private readonly string _folder;
    private readonly MethodLooks _looks;
    private readonly IReadOnlyList<string> _formats;
    private readonly List<string> _paths = [];

    private ReportWriter(string folder, MethodLooks looks, IReadOnlyList<string> formats)
    {
        _looks = looks;
        _folder = Path.GetFullPath(folder);
        _formats = formats;
    }

    /// <summary>
    /// Writes <c>report.html</c>, <c>report.md</c>, <c>report.rst</c>, <c>tables.csv</c>, <c>metrics.prom</c> and the charts.
    /// Result sets are never mixed: each has its own tables and charts, whose file names begin with the set's name where there are several.
    /// </summary>
    /// <param name="results">At least one result set.</param>
    /// <param name="folder">Where to; made when absent. Files of the same names are replaced, others stay.</param>
    /// <param name="looks">Place and colour of methods.</param>
    /// <param name="formats">Some of <see cref="ReportFormat.All"/>.</param>
    /// <returns>Full paths of what was written.</returns>
    /// <exception cref="UsageException">A format is unknown.</exception>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static IReadOnlyList<string> Write(IReadOnlyList<ResultSet> results, string folder, MethodLooks looks,
        IReadOnlyList<string> formats)
    {
        foreach (string format in formats) ReportFormat.Check(format);
        ReportWriter writer = new(folder, looks, formats);
        Storage.CreateFolder(writer._folder);
        writer.WriteAll(results);
        return writer._paths;
    }

    private void WriteAll(IReadOnlyList<ResultSet> results)
    {
        HashSet<string> names = [];
        List<ReportSection> sections = [];
        foreach (ResultSet set in results)
        {
            string prefix = results.Count == 1 ? "" : FileNames.Unique(FileNames.Part(set.Name), names) + "-";
            IReadOnlyList<Chart> charts = ShowsCharts ? ChartCatalog.Of(set, _looks) : [];
            sections.Add(new ReportSection(
                set, AnswerCatalog.Of(set, _looks), ComparisonTable.Of(set, _looks), _looks, charts, WriteCharts(charts, prefix)));
            if (Wants(ReportFormat.Csv)) WriteText($"{prefix}tables.csv", CsvTable.Render(sections[^1].Tables));
        }

        if (Wants(ReportFormat.OpenMetrics)) WriteText("metrics.prom", OpenMetricsText.Render(results));
        // Pages come last: whoever finds one finds the pictures that it shows.
        if (Wants(ReportFormat.Markdown)) WriteText("report.md", MarkdownPage.Render(sections));
        if (Wants(ReportFormat.Rst)) WriteText("report.rst", RstPage.Render(sections));
        if (Wants(ReportFormat.Html)) WriteText("report.html", HtmlPage.Render(sections));
    }

    private bool ShowsCharts => Wants(ReportFormat.Html) || Wants(ReportFormat.Png) || Wants(ReportFormat.Svg);

    /// <summary>What the PNG files show, and their names, for the pages.</summary>
    private List<(string Text, string File)> WriteCharts(IReadOnlyList<Chart> charts, string prefix)
    {
        List<(string Text, string File)> pictures = [];
        foreach (Chart chart in charts)
        {
            string name = prefix + chart.Name;
            if (Wants(ReportFormat.Png))
            {
                WriteBytes(name + ".png", chart.ToPng());
                pictures.Add((chart.Alternative, name + ".png"));
            }

            if (Wants(ReportFormat.Svg)) WriteBytes(name + ".svg", chart.ToSvg());
        }

        return pictures;
    }

    private bool Wants(string format) => _formats.Contains(format);

    private void WriteText(string name, string text) => WriteBytes(name, Encoding.UTF8.GetBytes(text));

    private void WriteBytes(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        Storage.Replace(path, bytes);
        _paths.Add(path);
    }
}
