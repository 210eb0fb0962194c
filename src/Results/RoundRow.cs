using CsvHelper;

namespace MultifdBench.Results;

/// <summary>One round of one run, as it stands in <c>rounds.csv</c>; <see cref="RunId"/> joins it to its <see cref="RunRow"/>.</summary>
[CsvRecord]
public sealed partial record RoundRow
{
    /// <summary>The run.</summary>
    [CsvColumn("run_id"), CsvConverter(typeof(Csv.NeededTextConverter))] public string RunId { get; init; } = "";

    /// <summary>Round of the run, from 1; the last one is sent with the guest paused.</summary>
    [CsvColumn("round")] public int Round { get; init; }

    /// <summary>Start of the round after the start of the migration, ms.</summary>
    [CsvColumn("start_ms")] public double StartMs { get; init; }

    /// <summary>Duration, ms.</summary>
    [CsvColumn("duration_ms")] public double DurationMs { get; init; }

    /// <summary>Dirty pages when the round began.</summary>
    [CsvColumn("dirty_pages_at_start")] public long DirtyPagesAtStart { get; init; }

    /// <summary>Pages sent as zero pages.</summary>
    [CsvColumn("zero_pages")] public long ZeroPages { get; init; }

    /// <summary>Pages sent with content.</summary>
    [CsvColumn("normal_pages")] public long NormalPages { get; init; }

    /// <summary>Bytes on the transport, headers included.</summary>
    [CsvColumn("wire_bytes")] public long WireBytes { get; init; }

    /// <summary>Decimal Mbit/s over the round; null when it took no time.</summary>
    [CsvColumn("mbps")] public double? Mbps { get; init; }

    /// <summary>QEMU's <c>remaining</c> at its end: dirty memory, uncompressed bytes; null where that is not known.</summary>
    [CsvColumn("remaining_bytes", Optional = true)] public long? RemainingBytes { get; init; }

    /// <summary>QEMU's <c>expected-downtime</c> at its end, ms.</summary>
    [CsvColumn("expected_downtime_ms", Optional = true)] public double? ExpectedDowntimeMs { get; init; }

    /// <summary>QEMU's <c>cpu-throttle-percentage</c> at its end; 0 when not throttled.</summary>
    [CsvColumn("cpu_throttle_percentage", Optional = true)] public int? CpuThrottlePercentage { get; init; }

    /// <summary>QEMU's <c>dirty-pages-rate</c> at its end: of the last second or more that ended at a dirty sync.</summary>
    [CsvColumn("dirty_pages_per_second", Optional = true)] public double? DirtyPagesPerSecond { get; init; }

    /// <summary><c>downtime-limit</c> in force at its end, ms.</summary>
    [CsvColumn("downtime_limit_ms", Optional = true)] public double? DowntimeLimitMs { get; init; }

    /// <summary>What the management policy did during it, with times in s since the migration began; empty for most.</summary>
    [CsvColumn("actions", Optional = true)] public string Actions { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// QEMU's <c>dirty-limit-throttle-time-per-round</c> at its end: for how long the guest's processor sleeps whenever its dirty
    /// ring is full, µs; null before dirty-limit is in service.
    /// </summary>
    [CsvColumn("dirty_limit_throttle_time_per_round_us", Optional = true)]
    public double? DirtyLimitThrottleTimePerRoundUs { get; init; }

    /// <summary>
    /// QEMU's <c>dirty-limit-ring-full-time</c> at its end: how long it takes to fill the ring at the highest rate so far, µs; 0
    /// when nothing is dirtied, null before dirty-limit is in service.
    /// </summary>
    [CsvColumn("dirty_limit_ring_full_time_us", Optional = true)] public double? DirtyLimitRingFullTimeUs { get; init; }
}
