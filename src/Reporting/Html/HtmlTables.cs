using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Results.Csv;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Html;

/// <summary>Comparison tables for the page: the texts of <see cref="TableCells"/>, with the numbers to sort by.</summary>
internal static class HtmlTables
{
    /// <summary>What the columns from the second on sort by; <see cref="TableCells.Columns"/> names them.</summary>
    private static readonly Metric[] Metrics = [Metric.TotalTime, Metric.Downtime, Metric.Throughput, Metric.PagesPerSecond,
        Metric.Ratio, Metric.Cpu];

    /// <summary>The columns.</summary>
    public static IReadOnlyList<HtmlColumn> Columns { get; } = [.. TableCells.Columns.Select(
        column => Column(column.Header, column.IsNumber))];

    /// <summary>The rows of a table, apart by source.</summary>
    public static IReadOnlyList<HtmlRowGroup> Groups(ComparisonTable table, TableCells cells) =>
        [.. table.Rows.GroupBy(row => row.Source).Select(group => Group(group.Key, [.. group], cells))];

    /// <summary>"total time (ms)" in two parts, since columns are narrow.</summary>
    private static HtmlColumn Column(string header, bool isNumber)
    {
        string[] parts = header.TrimEnd(')').Split(" (");
        return new HtmlColumn(parts[0], parts.Length > 1 ? parts[1] : "", isNumber);
    }

    private static HtmlRowGroup Group(string source, ComparisonRow[] rows, TableCells cells)
    {
        double longest = rows.Max(row => row.Summary.TotalTimeMs.Median) ?? 0;
        return new HtmlRowGroup(source, [.. rows.Select(row => new HtmlRow(row.Summary.Outcome, Share(row, longest), Cells(row, cells)))]);
    }

    private static string Share(ComparisonRow row, double longest) =>
        longest > 0 && row.Summary.TotalTimeMs.Median is { } time
            ? (100 * time / longest).ToString("0.0", CultureInfo.InvariantCulture)
            : "0";

    private static HtmlCell[] Cells(ComparisonRow row, TableCells cells)
    {
        string[] texts = cells.Of(row);
        Estimate[] figures = [.. Metrics.Select(metric => metric.Of(row.Summary))];
        double?[] values = [null, .. figures.Select(figure => figure.Median), row.Speedup, row.Summary.N];
        values[1] ??= row.TotalTimeBoundMs;
        return
        [
            .. texts.Select((text, column) => new HtmlCell(
                text,
                column < values.Length ? CsvLine.Number(values[column]) : "",
                TableCells.Columns[column].IsNumber,
                column > 0 && column <= figures.Length ? Interval(figures[column - 1], row.Summary) : "")),
        ];
    }

    private static string Interval(Estimate estimate, SummaryRow row) => estimate is { Lo: { } lo, Hi: { } hi }
        ? Invariant.Text($"95 % interval {Units.Significant(lo)} to {Units.Significant(hi)}, n = {row.N}")
        : "";
}
