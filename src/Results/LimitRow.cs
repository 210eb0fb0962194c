using CsvHelper;

namespace MultifdBench.Results;

/// <summary>
/// The largest dirty rate at which a migration still converges over one link, as it stands in the optional <c>limits.csv</c>: simulated,
/// since no run shows it. Meanings and units are those of the <see cref="RunRow"/> properties of the same names. Immutable.
/// </summary>
[CsvRecord]
public sealed partial record LimitRow
{
    /// <inheritdoc cref="RunRow.Workload"/>
    [CsvColumn("workload"), CsvConverter(typeof(Csv.NeededTextConverter))] public required string Workload { get; init; }

    /// <inheritdoc cref="RunRow.MemoryMib"/>
    [CsvColumn("memory_mib")] public required double MemoryMib { get; init; }

    /// <inheritdoc cref="RunRow.Model"/>
    [CsvColumn("model"), CsvConverter(typeof(Csv.NeededTextConverter))] public required string Model { get; init; }

    /// <inheritdoc cref="RunRow.Method"/>
    [CsvColumn("method"), CsvConverter(typeof(Csv.NeededTextConverter))] public required string Method { get; init; }

    /// <inheritdoc cref="RunRow.Accel"/>
    [CsvColumn("accel")] public string Accel { get; init; } = "none";

    /// <inheritdoc cref="RunRow.Huffman"/>
    [CsvColumn("huffman")] public string Huffman { get; init; } = "";

    /// <inheritdoc cref="RunRow.Level"/>
    [CsvColumn("level")] public int? Level { get; init; }

    /// <inheritdoc cref="RunRow.Channels"/>
    [CsvColumn("channels")] public required int Channels { get; init; }

    /// <inheritdoc cref="RunRow.ZeroPageDetection"/>
    [CsvColumn("zero_page_detection")] public string ZeroPageDetection { get; init; } = "multifd";

    /// <summary>The link that was simulated, Gbit/s, decimal.</summary>
    [CsvColumn("link_gbps")] public required double LinkGbps { get; init; }

    /// <summary>
    /// The largest rate tried at which the migration converged, pages per second in that run; 0 where it did at none. A guest that was
    /// throttled there would have written more: <see cref="DirtyFactorLimit"/> says how much.
    /// </summary>
    [CsvColumn("dirty_pages_per_second_limit")] public required double DirtyPagesPerSecondLimit { get; init; }

    /// <summary>Whether even the largest rate tried converged: the limit is at least <see cref="DirtyPagesPerSecondLimit"/>.</summary>
    [CsvColumn("is_bound")] public bool IsBound { get; init; }

    /// <inheritdoc cref="RunRow.Policy"/>
    [CsvColumn("policy", Optional = true)] public string Policy { get; init => field = value ?? ""; } = "";

    /// <inheritdoc cref="RunRow.AutoConverge"/>
    [CsvColumn("auto_converge", Optional = true)] public bool? AutoConverge { get; init; }

    /// <summary>
    /// The limit as a multiple of the writes that the guest does by itself, throttled or not; null where it converged at none.
    /// </summary>
    [CsvColumn("dirty_factor_limit", Optional = true)] public double? DirtyFactorLimit { get; init; }

    /// <summary>Share of its work that the guest does during the migration at the limit; null where it converged at none.</summary>
    [CsvColumn("guest_ops_share", Optional = true)] public double? GuestOpsShare { get; init; }
}
