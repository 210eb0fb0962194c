using MultifdBench.Results;

namespace MultifdBench.Comparison;

/// <summary>A figure of a run that comparisons judge. All are positive, and ratios are what matters about them.</summary>
/// <param name="Key">Column name; the unit is in it.</param>
/// <param name="Name">For people, with the unit.</param>
/// <param name="HigherIsBetter">The direction in which a change is an improvement; null where neither is one by itself.</param>
/// <param name="Of">The figure of a run; null where it has none.</param>
public sealed record RunMetric(string Key, string Name, bool? HigherIsBetter, Func<RunRow, double?> Of)
{
    /// <summary>Start of the migration to the acknowledgement.</summary>
    public static readonly RunMetric TotalTime = new("total_time_ms", "total time (ms)", false, run => run.TotalTimeMs);

    /// <summary>Source and destination together.</summary>
    public static readonly RunMetric Cpu = new("cpu_s", "CPU s", false, run => run.SourceCpuS + run.DestinationCpuS);

    /// <summary>Pause of the guest to the acknowledgement.</summary>
    public static readonly RunMetric Downtime = new("downtime_ms", "downtime (ms)", false, run => run.DowntimeMs);

    /// <summary>
    /// On the wire. Of two methods that take the same time the better compression sends less, and of two that send the same the faster one
    /// sends more per second: neither direction is better by itself.
    /// </summary>
    public static readonly RunMetric Throughput = new("throughput_mbps", "throughput (Mbit/s)", null, run => run.ThroughputMbps);

    /// <summary>Mean over the migration.</summary>
    public static readonly RunMetric PagesPerSecond = new("pages_per_second", "pages/s", true, run => run.PagesPerSecond);

    /// <summary>Uncompressed ÷ compressed.</summary>
    public static readonly RunMetric Ratio = new("ratio", "ratio", true, run => run.Ratio);

    /// <summary>Of the processors of both sides; runs of one host have it in one figure.</summary>
    public static readonly RunMetric Energy =
        new("joules", "energy (J)", false, run => run.SourceJoules + (run.DestinationJoules ?? 0)) { IsOptional = true };

    /// <summary>All, those that a gate decides on first.</summary>
    public static IReadOnlyList<RunMetric> All { get; } = [TotalTime, Cpu, Downtime, Throughput, PagesPerSecond, Ratio, Energy];

    /// <summary>
    /// What a gate decides on: what a migration takes and what it costs. The others follow from these or are noise of scheduling
    /// (downtime).
    /// </summary>
    public static IReadOnlyList<RunMetric> Gate { get; } = [TotalTime, Cpu];

    /// <summary>Whether many machines do not tell it: it is compared where both sides have it, and else not mentioned.</summary>
    public bool IsOptional { get; private init; }

    /// <summary>A run's figure as logarithm, so that ratios become differences; null where it is absent, zero or no number.</summary>
    internal double? Log(RunRow run) => Of(run) is { } value && value > 0 && double.IsFinite(value) ? Math.Log(value) : null;
}
