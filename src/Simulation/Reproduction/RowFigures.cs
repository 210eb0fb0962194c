using System.Text.Json.Serialization;
using MultifdBench.Results;

namespace MultifdBench.Simulation.Reproduction;

/// <summary>The columns of a published table, published or simulated; null where there is no figure.</summary>
public sealed record RowFigures
{
    /// <summary><c>completed</c>; <c>timeout</c> when at least one run did not complete, as the tables have it.</summary>
    public required string Outcome { get; init; }

    /// <summary>Share of the runs that did not complete, 0 to 1.</summary>
    public double FailureRate { get; init; }

    /// <summary>The same, and 0 for a row that completed.</summary>
    [JsonIgnore]
    public double FailureShare => Outcome == RunOutcome.Completed ? 0 : FailureRate;

    /// <summary>ms, mean of the runs that completed.</summary>
    public double? TotalTimeMs { get; init; }

    /// <summary>ms.</summary>
    public double? DowntimeMs { get; init; }

    /// <summary>Decimal Mbit/s on the wire.</summary>
    public double? ThroughputMbps { get; init; }

    /// <summary>Pages per second of the last rate window.</summary>
    public double? PagesPerSecondLast { get; init; }

    /// <summary>CPU use of the source, percent of one core.</summary>
    public double? SourceCpuPercent { get; init; }

    /// <summary>CPU use of the destination, likewise.</summary>
    public double? DestinationCpuPercent { get; init; }

    /// <summary>ns for a page on its way out, the kernel's share included; in tables of page jobs.</summary>
    public double? CompressNsPerPage { get; init; }

    /// <summary>ns for a page on its way in, likewise.</summary>
    public double? DecompressNsPerPage { get; init; }
}

/// <summary>Relative errors, simulated ÷ published − 1; null where either has no figure.</summary>
public sealed record RowErrors
{
    /// <summary>Of the total time.</summary>
    public double? TotalTimeMs { get; init; }

    /// <summary>Of the downtime.</summary>
    public double? DowntimeMs { get; init; }

    /// <summary>Of the throughput.</summary>
    public double? ThroughputMbps { get; init; }

    /// <summary>Of pages per second.</summary>
    public double? PagesPerSecondLast { get; init; }

    /// <summary>Of the source's CPU use.</summary>
    public double? SourceCpuPercent { get; init; }

    /// <summary>Of the destination's CPU use.</summary>
    public double? DestinationCpuPercent { get; init; }

    /// <summary>Of a page's time on its way out.</summary>
    public double? CompressNsPerPage { get; init; }

    /// <summary>Of a page's time on its way in.</summary>
    public double? DecompressNsPerPage { get; init; }

    /// <summary>What a row is read for: the total time; throughput where a table has no times; page jobs both their ways.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Figure, double Error)> Main
    {
        get
        {
            if (TotalTimeMs is { } total) return [("total time", total)];
            List<(string, double)> ways = [];
            if (CompressNsPerPage is { } outwards) ways.Add(("time per page", outwards));
            if (DecompressNsPerPage is { } inwards) ways.Add(("time per page", inwards));
            if (ways.Count == 0 && ThroughputMbps is { } throughput) ways.Add(("throughput", throughput));
            return ways;
        }
    }

    /// <summary>The errors of <paramref name="simulated"/>.</summary>
    public static RowErrors Of(RowFigures published, RowFigures simulated) => new()
    {
        TotalTimeMs = Relative(published.TotalTimeMs, simulated.TotalTimeMs),
        DowntimeMs = Relative(published.DowntimeMs, simulated.DowntimeMs),
        ThroughputMbps = Relative(published.ThroughputMbps, simulated.ThroughputMbps),
        PagesPerSecondLast = Relative(published.PagesPerSecondLast, simulated.PagesPerSecondLast),
        SourceCpuPercent = Relative(published.SourceCpuPercent, simulated.SourceCpuPercent),
        DestinationCpuPercent = Relative(published.DestinationCpuPercent, simulated.DestinationCpuPercent),
        CompressNsPerPage = Relative(published.CompressNsPerPage, simulated.CompressNsPerPage),
        DecompressNsPerPage = Relative(published.DecompressNsPerPage, simulated.DecompressNsPerPage),
    };

    private static double? Relative(double? published, double? simulated) =>
        published is > 0 && simulated is not null ? simulated / published - 1 : null;
}
