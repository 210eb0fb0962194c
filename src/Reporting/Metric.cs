using MultifdBench.Comparison;
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
    private Metric(RunMetric ofRun, string name, string unit, Func<SummaryRow, Estimate> of)
        : this(ofRun.Key, name, unit, of) => OfRun = ofRun;

    /// <summary>The same figure of a single run; null where it is only derived from others.</summary>
    public RunMetric? OfRun { get; }

    /// <summary>QEMU's page on x86.</summary>
    public const int PageBytes = 4096;

    private const double BytesPerMegabyte = 1e6;

    public static readonly Metric TotalTime = new(RunMetric.TotalTime, "total time", "ms", row => row.TotalTimeMs);
    public static readonly Metric Downtime = new(RunMetric.Downtime, "downtime", "ms", row => row.DowntimeMs);
    public static readonly Metric Throughput = new(RunMetric.Throughput, "wire throughput", "Mbit/s", row => row.ThroughputMbps);

    /// <summary>
    /// Guest memory moved: every page sent, with content or zero, resent ones too, 4096 bytes each, whatever they were compressed to.
    /// Unlike bytes on the wire, more of it is better.
    /// </summary>
    public static readonly Metric GuestThroughput =
        new("guest_mb_per_s", "guest throughput", "MB/s", row => row.PagesPerSecond.Times(PageBytes / BytesPerMegabyte));

    public static readonly Metric PagesPerSecond = new(RunMetric.PagesPerSecond, "pages/s", "", row => row.PagesPerSecond);
    public static readonly Metric Ratio = new(RunMetric.Ratio, "ratio", "", row => row.Ratio);
    public static readonly Metric Cpu = new(RunMetric.Cpu, "CPU, source + destination", "s", row => row.TotalCpuS);

    /// <summary>Name and unit, as on an axis.</summary>
    public string Label => Unit.Length == 0 ? Name : $"{Name} ({Unit})";
}
