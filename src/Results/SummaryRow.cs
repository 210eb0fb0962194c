using CsvHelper;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Results;

/// <summary>
/// What the repetitions of one combination say together, as it stands in <c>summary.csv</c>: the combination's columns, the counts, then
/// three columns (<c>_median</c>, <c>_lo</c>, <c>_hi</c>) per figure. Only completed runs enter a figure; in the total time those that
/// timed out count as longer than all others.
/// </summary>
[CsvRecord]
public sealed partial record SummaryRow
{
    /// <summary>The combination's <see cref="Results.Combination.Id"/>.</summary>
    [CsvColumn("combination")] public string CombinationId { get; init; } = "";

    /// <summary>The combination.</summary>
    [CsvColumn] public required Combination Combination { get; init; }

    /// <summary>Completed runs: the n of every figure.</summary>
    [CsvColumn("n")] public int N { get; init; }

    /// <summary>Runs that ended in a timeout or failed.</summary>
    [CsvColumn("failures")] public int Failures { get; init; }

    /// <summary>ms; no median where half of the runs or more timed out, see <see cref="TotalTimeBoundMs"/>.</summary>
    [CsvColumn(Prefix = "total_time_ms_")] public Estimate TotalTimeMs { get; init; } = Estimate.None;

    /// <summary>ms.</summary>
    [CsvColumn(Prefix = "downtime_ms_")] public Estimate DowntimeMs { get; init; } = Estimate.None;

    /// <summary>Decimal Mbit/s on the wire.</summary>
    [CsvColumn(Prefix = "throughput_mbps_")] public Estimate ThroughputMbps { get; init; } = Estimate.None;

    /// <summary>Mean over the migration.</summary>
    [CsvColumn(Prefix = "pages_per_second_")] public Estimate PagesPerSecond { get; init; } = Estimate.None;

    /// <summary>Uncompressed ÷ compressed.</summary>
    [CsvColumn(Prefix = "ratio_")] public Estimate Ratio { get; init; } = Estimate.None;

    /// <summary>Seconds.</summary>
    [CsvColumn(Prefix = "source_cpu_s_")] public Estimate SourceCpuS { get; init; } = Estimate.None;

    /// <summary>Seconds.</summary>
    [CsvColumn(Prefix = "destination_cpu_s_")] public Estimate DestinationCpuS { get; init; } = Estimate.None;

    /// <summary>
    /// Median total time of zlib without accelerator, all else equal, ÷ this median; above 1 is faster than zlib. Null when either has
    /// no completed run.
    /// </summary>
    [CsvColumn("speedup_vs_zlib")] public double? SpeedupVsZlib { get; init; }

    /// <summary><c>completed</c> when at least one run was, else the outcome that was not: see <see cref="RunOutcome"/>.</summary>
    [CsvColumn("outcome", Optional = true)] public string Outcome { get; init; } = "";

    /// <summary>Distinct reasons of the runs that did not complete, joined by "; ".</summary>
    [CsvColumn("reason", Optional = true)] public string Reason { get; init; } = "";

    /// <summary>Source plus destination, seconds: each run's own sum, then the median.</summary>
    [CsvColumn(Prefix = "total_cpu_s_")] public Estimate TotalCpuS { get; init; } = Estimate.None;

    /// <summary>The notes of the completed runs: the first that has any, and how many have.</summary>
    [CsvColumn("notes", Optional = true)] public string Notes { get; init; } = "";

    /// <summary>What the median total time exceeds, ms, where so many runs timed out that it is no figure; null else.</summary>
    [CsvIgnore] public double? TotalTimeBoundMs { get; init; }

    /// <summary>Share of the runs that did not complete, 0 to 1; null when nothing ran.</summary>
    [CsvIgnore] public double? FailureRate => N + Failures == 0 ? null : Failures / (double)(N + Failures);
}
