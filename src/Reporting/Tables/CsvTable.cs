using System.Text;
using MultifdBench.Results;
using MultifdBench.Results.Csv;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Tables;

/// <summary>Comparison tables as CSV [RFC4180]: the rows of the tables with all digits, for a spreadsheet.</summary>
public static class CsvTable
{
    private static readonly Metric[] Metrics = [Metric.TotalTime, Metric.Downtime, Metric.Throughput, Metric.PagesPerSecond,
        Metric.Ratio, Metric.Cpu];

    /// <summary>All tables under one header row; lines end in CRLF, numbers are in the invariant culture.</summary>
    public static string Render(IReadOnlyList<ComparisonTable> tables)
    {
        StringBuilder text = new();
        text.Append(CsvLine.Of(
        [
            "workload", "memory_mib", "label", "source", "method", "accel", "channels",
            .. Metrics.SelectMany(Columns),
            "speedup_vs_zlib", "n", "failures", "outcome", "remark", "library",
            .. Columns(Metric.GuestThroughput),
        ]));
        foreach (ComparisonTable table in tables)
        {
            foreach (ComparisonRow row in table.Rows) text.Append(CsvLine.Of(Cells(row)));
        }

        return text.ToString();
    }

    private static IEnumerable<string> Cells(ComparisonRow row)
    {
        SummaryRow summary = row.Summary;
        Combination combination = summary.Combination;
        return
        [
            combination.Workload, CsvLine.Number(combination.MemoryMib), row.Label, row.Source, combination.Method, combination.Accel,
            CsvLine.Number(combination.Channels),
            .. Metrics.SelectMany(metric => Cells(metric, summary)),
            CsvLine.Number(row.Speedup), CsvLine.Number(summary.N), CsvLine.Number(summary.Failures), summary.Outcome, row.Remark,
            row.Library,
            .. Cells(Metric.GuestThroughput, summary),
        ];
    }

    private static string[] Columns(Metric metric) => [$"{metric.Key}_median", $"{metric.Key}_lo", $"{metric.Key}_hi"];

    private static string[] Cells(Metric metric, SummaryRow summary)
    {
        Estimate estimate = metric.Of(summary);
        return [CsvLine.Number(estimate.Median), CsvLine.Number(estimate.Lo), CsvLine.Number(estimate.Hi)];
    }
}
