using CsvHelper;
using MultifdBench.Core;

namespace MultifdBench.Results;

/// <summary>
/// One repetition as it stands in <c>runs.csv</c>: a property per column, in the file's order, the column's name in Pascal case.
/// Figures that do not apply are null (an empty cell). Columns are never renamed or moved; new ones are appended and optional: where a file
/// lacks the column of a text, the reader gives null, which the property takes for empty.
/// </summary>
[CsvRecord]
public sealed partial record RunRow
{
    /// <summary>Unique in its result set: the combination's id and the repetition, see <see cref="Combination.RunId"/>.</summary>
    [CsvColumn("run_id"), CsvConverter(typeof(Csv.NeededTextConverter))] public string RunId { get; init; } = "";

    /// <summary>When the run began, UTC.</summary>
    [CsvColumn("timestamp_utc"), CsvConverter(typeof(Csv.TimestampConverter))] public DateTimeOffset TimestampUtc { get; init; }

    /// <summary>One of <see cref="RunSource"/>.</summary>
    [CsvColumn("source"), CsvConverter(typeof(Csv.NeededTextConverter))] public string Source { get; init; } = "";

    /// <summary>The workload's name as on the command line, for example <c>redis-ycsb-b</c>.</summary>
    [CsvColumn("workload"), CsvConverter(typeof(Csv.NeededTextConverter))] public string Workload { get; init; } = "";

    /// <summary>Guest memory, MiB.</summary>
    [CsvColumn("memory_mib")] public double MemoryMib { get; init; }

    /// <summary>QEMU's <c>multifd-compression</c>: <c>none</c>, <c>zlib</c>, <c>zstd</c>, <c>qpl</c>, <c>qatzip</c>.</summary>
    [CsvColumn("method"), CsvConverter(typeof(Csv.NeededTextConverter))] public string Method { get; init; } = "";

    /// <summary>The accelerator in use, never <c>auto</c>: <c>none</c>, <c>qpl</c>, <c>qat</c>.</summary>
    [CsvColumn("accel")] public string Accel { get; init; } = "";

    /// <summary><c>software</c> or <c>hardware</c>.</summary>
    [CsvColumn("path")] public string Path { get; init; } = "";

    /// <summary><c>fixed</c>, <c>dynamic</c>, <c>canned</c>, or empty for a method without the choice.</summary>
    [CsvColumn("huffman")] public string Huffman { get; init; } = "";

    /// <summary>Compression level; null for a method without levels.</summary>
    [CsvColumn("level")] public int? Level { get; init; }

    /// <summary>Independent streams that a packet is split into.</summary>
    [CsvColumn("streams")] public int? Streams { get; init; }

    /// <summary>multifd channels.</summary>
    [CsvColumn("channels")] public int Channels { get; init; }

    /// <summary><c>none</c>, <c>legacy</c>, <c>multifd</c>.</summary>
    [CsvColumn("zero_page_detection")] public string ZeroPageDetection { get; init; } = "";

    /// <summary><c>memory</c> or <c>tcp</c>.</summary>
    [CsvColumn("transport")] public string Transport { get; init; } = "";

    /// <summary>The bandwidth limit in decimal Mbit/s; null when there is none.</summary>
    [CsvColumn("max_bandwidth_mbps")] public double? MaxBandwidthMbps { get; init; }

    /// <summary>QEMU's <c>downtime-limit</c>, ms.</summary>
    [CsvColumn("downtime_limit_ms")] public double? DowntimeLimitMs { get; init; }

    /// <summary>Repetition of the combination, from 1.</summary>
    [CsvColumn("repetition")] public int Repetition { get; init; }

    /// <summary>One of <see cref="RunOutcome"/>.</summary>
    [CsvColumn("outcome"), CsvConverter(typeof(Csv.NeededTextConverter))] public string Outcome { get; init; } = "";

    /// <summary>
    /// Why the run did not complete, one sentence without a full stop; empty when it did. A timeout reads <c>timeout is 120s</c>, as
    /// the tables print it.
    /// </summary>
    [CsvColumn("reason")] public string Reason { get; init; } = "";

    /// <summary>
    /// True when the destination's memory was compared and is equal: byte for byte in one process, by the SHA-256 of every 2 MiB between
    /// two; null when it was not compared.
    /// </summary>
    [CsvColumn("verified")] public bool? Verified { get; init; }

    /// <summary>Time before the first round (connections, buffers, warm devices), ms.</summary>
    [CsvColumn("setup_time_ms")] public double? SetupTimeMs { get; init; }

    /// <summary>Start of migration to the destination's acknowledgement, ms.</summary>
    [CsvColumn("total_time_ms")] public double? TotalTimeMs { get; init; }

    /// <summary>Pause of the guest to the destination's acknowledgement, ms.</summary>
    [CsvColumn("downtime_ms")] public double? DowntimeMs { get; init; }

    /// <summary>Rounds (QEMU: dirty syncs).</summary>
    [CsvColumn("rounds")] public int? Rounds { get; init; }

    /// <summary>Pages sent with content, every round counted.</summary>
    [CsvColumn("normal_pages")] public long? NormalPages { get; init; }

    /// <summary>Pages sent as zero pages, every round counted.</summary>
    [CsvColumn("zero_pages")] public long? ZeroPages { get; init; }

    /// <summary>Bytes of the pages that were handed to the method.</summary>
    [CsvColumn("uncompressed_bytes")] public long? UncompressedBytes { get; init; }

    /// <summary>Bytes that the method put on the wire for them, headers apart.</summary>
    [CsvColumn("compressed_bytes")] public long? CompressedBytes { get; init; }

    /// <summary>Everything on the transport, headers included, all channels.</summary>
    [CsvColumn("wire_bytes")] public long? WireBytes { get; init; }

    /// <summary><see cref="UncompressedBytes"/> ÷ <see cref="CompressedBytes"/>; above 1 is smaller than the pages.</summary>
    [CsvColumn("ratio")] public double? Ratio { get; init; }

    /// <summary>Wire bytes × 8 ÷ time, decimal Mbit/s.</summary>
    [CsvColumn("throughput_mbps")] public double? ThroughputMbps { get; init; }

    /// <summary>Pages (normal and zero) per second, mean over the migration.</summary>
    [CsvColumn("pages_per_second")] public double? PagesPerSecond { get; init; }

    /// <summary>QEMU's figure: pages per second of the last rate window.</summary>
    [CsvColumn("pages_per_second_last")] public double? PagesPerSecondLast { get; init; }

    /// <summary>Pages per second that the guest dirtied.</summary>
    [CsvColumn("dirty_pages_per_second")] public double? DirtyPagesPerSecond { get; init; }

    /// <summary>Source time in the method per normal page, ns.</summary>
    [CsvColumn("compress_ns_per_page")] public double? CompressNsPerPage { get; init; }

    /// <summary>Destination time in the method per normal page, ns.</summary>
    [CsvColumn("decompress_ns_per_page")] public double? DecompressNsPerPage { get; init; }

    /// <summary>CPU time of the source's threads, seconds.</summary>
    [CsvColumn("source_cpu_s")] public double? SourceCpuS { get; init; }

    /// <summary>CPU time of the destination's threads, seconds.</summary>
    [CsvColumn("destination_cpu_s")] public double? DestinationCpuS { get; init; }

    /// <summary>Managed bytes allocated per page while migrating.</summary>
    [CsvColumn("allocated_bytes_per_page")] public double? AllocatedBytesPerPage { get; init; }

    /// <summary>Peak resident set of the process, MiB; of both together where source and destination are two.</summary>
    [CsvColumn("peak_rss_mib")] public double? PeakRssMib { get; init; }

    /// <summary>The host model that simulated the run; empty for a measured one.</summary>
    [CsvColumn("model")] public string Model { get; init; } = "";

    /// <summary>Seed of the workload.</summary>
    [CsvColumn("seed")] public long? Seed { get; init; }

    /// <summary>Library and version that compressed, for example <c>libz 1.2.13</c>.</summary>
    [CsvColumn("library", Optional = true)] public string Library { get; init => field = value ?? ""; } = "";

    /// <summary>Packet layout on the wire: <c>qemu-7.2</c> or <c>qemu-9.0</c>.</summary>
    [CsvColumn("wire_layout", Optional = true)] public string WireLayout { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// What has to be known beside the figures of a run: how much an accelerator left to the CPU, or why a run was not done when its time
    /// was over; clauses without a full stop, joined by "; ". Empty for most.
    /// </summary>
    [CsvColumn("notes", Optional = true)] public string Notes { get; init => field = value ?? ""; } = "";

    /// <summary>Rate of the modelled link, decimal Gbit/s; null for a run that was measured.</summary>
    [CsvColumn("link_gbps", Optional = true)] public double? LinkGbps { get; init; }

    /// <summary>The management layer's policy that watched the migration, as <c>--policy</c> names it; empty without one.</summary>
    [CsvColumn("policy", Optional = true)] public string Policy { get; init => field = value ?? ""; } = "";

    /// <summary>Whether QEMU's auto-converge was on from the start; null where that is not known.</summary>
    [CsvColumn("auto_converge", Optional = true)] public bool? AutoConverge { get; init; }

    /// <summary>The highest throttling of the guest, percent; 0 when it was never throttled, null where that is not known.</summary>
    [CsvColumn("cpu_throttle_percentage", Optional = true)] public int? CpuThrottlePercentage { get; init; }

    /// <summary>How long the guest was under throttling, ms.</summary>
    [CsvColumn("throttled_ms", Optional = true)] public double? ThrottledMs { get; init; }

    /// <summary>
    /// Guest operations done during the migration ÷ those that the guest would have done in the same time unthrottled and never paused;
    /// null for a guest that counts none.
    /// </summary>
    [CsvColumn("guest_ops_share", Optional = true)] public double? GuestOpsShare { get; init; }

    /// <summary>Whether the guest ran at the destination before all of its pages were there; null where that is not known.</summary>
    [CsvColumn("postcopy", Optional = true)] public bool? Postcopy { get; init; }

    /// <summary>Time for which all guest threads waited for pages at the destination, ms; null without postcopy.</summary>
    [CsvColumn("postcopy_blocktime_ms", Optional = true)] public double? PostcopyBlocktimeMs { get; init; }

    /// <summary>Whether every connection was encrypted; null where that is not known.</summary>
    [CsvColumn("tls", Optional = true)] public bool? Tls { get; init; }

    /// <summary>Whether pages were sent with QEMU's <c>zero-copy-send</c>; null where that is not known.</summary>
    [CsvColumn("zero_copy_send", Optional = true)] public bool? ZeroCopySend { get; init; }

    /// <summary>
    /// Memory that the method takes for one channel on the side that needs more of it, KiB: codec state, and the buffers that this program
    /// has for the channel. Null where a library does not tell, and for a method that was not at work here.
    /// </summary>
    [CsvColumn("memory_per_stream_kib", Optional = true)] public double? MemoryPerStreamKib { get; init; }

    /// <summary>
    /// Energy of all processor packages of the source's host during the migration, joules: of whatever ran there, idle power included. Null
    /// where the host does not tell.
    /// </summary>
    [CsvColumn("source_joules", Optional = true)] public double? SourceJoules { get; init; }

    /// <summary>
    /// The same of the destination's host. Null also where both ends are on one host: <see cref="SourceJoules"/> is then of both together.
    /// </summary>
    [CsvColumn("destination_joules", Optional = true)] public double? DestinationJoules { get; init; }

    /// <summary>
    /// Parameters of convergence that are not at their defaults, as <c>name=value</c> with QEMU's names, separated by blanks; empty for
    /// most.
    /// </summary>
    [CsvColumn("convergence", Optional = true)] public string Convergence { get; init => field = value ?? ""; } = "";

    /// <summary>The version that the TLS handshakes agreed on, for example <c>TLS 1.3</c>; empty for a run in the clear.</summary>
    [CsvColumn("tls_version", Optional = true)] public string TlsVersion { get; init => field = value ?? ""; } = "";

    /// <summary>The cipher suite by its registered name, for example <c>TLS_AES_256_GCM_SHA384</c>; empty for a run in the clear.</summary>
    [CsvColumn("tls_cipher", Optional = true)] public string TlsCipher { get; init => field = value ?? ""; } = "";

    /// <summary>Wall time of a TLS handshake, ms: the mean over all connections; null for a run in the clear.</summary>
    [CsvColumn("tls_handshake_ms", Optional = true)] public double? TlsHandshakeMs { get; init; }

    /// <summary>Whether QEMU's dirty-limit was on; null where that is not known.</summary>
    [CsvColumn("dirty_limit", Optional = true)] public bool? DirtyLimit { get; init; }

    /// <summary>
    /// QEMU's <c>dirty-limit-throttle-time-per-round</c>, the longest: for how long the guest's processor slept whenever its dirty ring was
    /// full, µs; 0 when it never slept, null without dirty-limit.
    /// </summary>
    [CsvColumn("dirty_limit_throttle_time_per_round_us", Optional = true)]
    public double? DirtyLimitThrottleTimePerRoundUs { get; init; }

    /// <summary>
    /// QEMU's <c>dirty-sync-missed-zero-copy</c>: syncs of channels at which the kernel had copied everything that was to be sent without a
    /// copy; null without zero-copy-send.
    /// </summary>
    [CsvColumn("dirty_sync_missed_zero_copy", Optional = true)] public long? DirtySyncMissedZeroCopy { get; init; }

    /// <summary>
    /// The largest dictionary that the method makes of the guest's pages, KiB, as <c>--dictionary</c> asks for it; null for none.
    /// </summary>
    [CsvColumn("dictionary_kib", Optional = true)] public double? DictionaryKib { get; init; }

    /// <summary>
    /// What the method sent ahead of the first packet, bytes: a canned Huffman table, or a dictionary; null for a method that sends nothing
    /// there.
    /// </summary>
    [CsvColumn("agreement_bytes", Optional = true)] public long? AgreementBytes { get; init; }

    /// <summary>CPU time that it took to make from the guest's pages, ms; part of <see cref="SetupTimeMs"/>.</summary>
    [CsvColumn("agreement_cpu_ms", Optional = true)] public double? AgreementCpuMs { get; init; }

    /// <summary>The method as labels say it.</summary>
    public MethodVariant Variant() => new(Method, Level, Accel, Huffman) { Streams = Streams, DictionaryKib = DictionaryKib };
}
