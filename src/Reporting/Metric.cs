using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting;

/// <summary>A figure of a combination, with the names that tables, charts and files give it.</summary>
/// <param name="Key">Column and file name; the unit is in it.</param>
/// <param name="Name">For titles and axes, without the unit.</param>
/// <param name="Unit">Unit as printed; empty for a plain number.</param>
/// <param name="Of">The figure of a row.</param>
internal sealed record Metric(string Key, string Name, string Unit, Func<SummaryRow, Estimate> Of)
{
    public static readonly Metric TotalTime = new("total_time_ms", "total time", "ms", row => row.TotalTimeMs);
    public static readonly Metric Downtime = new("downtime_ms", "downtime", "ms", row => row.DowntimeMs);
    public static readonly Metric Throughput = new("throughput_mbps", "throughput", "Mbit/s", row => row.ThroughputMbps);
    public static readonly Metric PagesPerSecond = new("pages_per_second", "pages/s", "", row => row.PagesPerSecond);
    public static readonly Metric Ratio = new("ratio", "ratio", "", row => row.Ratio);
    public static readonly Metric Cpu = new("cpu_s", "CPU, source + destination", "s", row => row.TotalCpuS);

    /// <summary>Name and unit, as on an axis.</summary>
    public string Label => Unit.Length == 0 ? Name : $"{Name} ({Unit})";
}
