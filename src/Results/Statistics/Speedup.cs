namespace MultifdBench.Results.Statistics;

/// <summary>
/// Speed-up against zlib without accelerator on the same number of channels, everything but the method's own settings equal.
/// </summary>
public static class Speedup
{
    /// <summary>QEMU's default zlib level: the baseline's, where several were run.</summary>
    private const int BaselineLevel = 1;

    /// <summary>
    /// Median total time of the baseline ÷ that of <paramref name="row"/>; above 1 is faster. Null when either did not complete. Where
    /// zlib ran with several libraries or levels, the row's own library comes first, then level 1.
    /// </summary>
    internal static double? Of(SummaryRow row, IEnumerable<SummaryRow> rows)
    {
        SummaryRow? baseline = rows
            .Where(zlib => IsBaseline(zlib.Combination) && Environment(zlib.Combination) == Environment(row.Combination))
            .OrderBy(zlib => zlib.Combination.Library != row.Combination.Library)
            .ThenBy(zlib => zlib.Combination.Level != BaselineLevel)
            .ThenBy(zlib => zlib.Combination.Level)
            .FirstOrDefault();
        double? ratio = baseline?.TotalTimeMs.Median / row.TotalTimeMs.Median;
        return ratio is { } value && double.IsFinite(value) ? value : null;
    }

    /// <summary>Whether a combination is what speed-ups are against, but for its environment.</summary>
    public static bool IsBaseline(Combination combination) => combination is { Method: "zlib", Accel: "none" or "" };

    /// <summary>The library is the method's own: zlib's and zstd's are never the same.</summary>
    private static Combination Environment(Combination combination) =>
        combination with { Method = "", Accel = "", Path = "", Huffman = "", Level = null, Streams = null, Library = "" };
}
