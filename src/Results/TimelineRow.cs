using CsvHelper;

namespace MultifdBench.Results;

/// <summary>A reading of a running migration, every 100 ms, as <c>timeline.csv</c> has it; counters are since its beginning.</summary>
[CsvRecord]
public sealed partial record TimelineRow
{
    /// <summary>The run.</summary>
    [CsvColumn("run_id"), CsvConverter(typeof(Csv.NeededTextConverter))] public string RunId { get; init; } = "";

    /// <summary>Milliseconds since the migration began.</summary>
    [CsvColumn("ms")] public double Ms { get; init; }

    /// <summary>Bytes on the transport so far.</summary>
    [CsvColumn("wire_bytes")] public long WireBytes { get; init; }

    /// <summary>Dirty memory that has not been picked up for sending, uncompressed bytes.</summary>
    [CsvColumn("remaining_bytes")] public long RemainingBytes { get; init; }

    /// <summary>QEMU's <c>dirty-pages-rate</c>: of the last second or more that ended at a dirty sync; 0 before.</summary>
    [CsvColumn("dirty_pages_per_second")] public double DirtyPagesPerSecond { get; init; }

    /// <summary>How much of its time the guest sleeps, percent.</summary>
    [CsvColumn("cpu_throttle_percentage")] public int CpuThrottlePercentage { get; init; }

    /// <summary>Operations that the guest has done since it was started; null where nobody counts, as in a simulation.</summary>
    [CsvColumn("guest_ops")] public long? GuestOps { get; init; }

    /// <summary>
    /// QEMU's <c>dirty-limit-throttle-time-per-round</c>: for how long the guest's processor sleeps whenever its dirty ring is full, µs;
    /// null before dirty-limit is in service.
    /// </summary>
    [CsvColumn("dirty_limit_throttle_time_per_round_us", Optional = true)]
    public double? DirtyLimitThrottleTimePerRoundUs { get; init; }

    /// <summary>
    /// QEMU's <c>dirty-limit-ring-full-time</c>: how long it takes to fill the ring at the highest rate so far, µs; 0 when nothing is
    /// dirtied, null before dirty-limit is in service.
    /// </summary>
    [CsvColumn("dirty_limit_ring_full_time_us", Optional = true)] public double? DirtyLimitRingFullTimeUs { get; init; }
}
