using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Simulation.Guests;

/// <summary>What a codec makes of an average page of a mix of classes, and how far a packet strays from the average.</summary>
/// <param name="BytesPerPage">Compressed bytes of a page.</param>
/// <param name="CompressNs">CPU time to compress one, ns.</param>
/// <param name="DecompressNs">CPU time to decompress one, ns.</param>
/// <param name="Variation">
/// Coefficient of variation of a page's compression time between classes; a packet of n pages has it ÷ √n.
/// </param>
public readonly record struct PageMix(double BytesPerPage, double CompressNs, double DecompressNs, double Variation)
{
    /// <summary>The mix of a guest.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="codec">Codec key, or null for pages as they are.</param>
    /// <param name="dirty">True for the pages that the guest writes, false for all with content.</param>
    /// <exception cref="UsageException">A class has no costs of that codec.</exception>
    public static PageMix Of(GuestModel guest, string? codec, bool dirty)
    {
        double total = 0, bytes = 0, compress = 0, squares = 0, decompress = 0;
        foreach ((double share, PageMix one) in Each(guest, codec, dirty))
        {
            total += share;
            bytes += share * one.BytesPerPage;
            compress += share * one.CompressNs;
            squares += share * one.CompressNs * one.CompressNs;
            decompress += share * one.DecompressNs;
        }

        if (total <= 0)
            throw new UsageException($"Scenario '{guest.Name}': the shares of its page classes are all 0; give at least one a "
                + $"{(dirty ? "dirty_share" : "share")}.");
        double mean = compress / total;
        double variation = mean > 0 ? Math.Sqrt(Math.Max(0, squares / total / (mean * mean) - 1)) : 0;
        return new PageMix(bytes / total, mean, decompress / total, variation);
    }

    /// <summary>Each class of a guest with its share, which need not add up to 1.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="codec">As <see cref="Of"/> has it.</param>
    /// <param name="dirty">Likewise.</param>
    /// <exception cref="UsageException">A class has no costs of that codec.</exception>
    public static IEnumerable<(double Share, PageMix Mix)> Each(GuestModel guest, string? codec, bool dirty) =>
        from one in guest.Classes
        let cost = CostOf(guest, one, codec)
        select (dirty ? one.DirtyShare : one.Share,
            new PageMix(Page.SizeBytes / cost.Ratio, cost.CompressNs, cost.DecompressNs, Variation: 0));

    private static CodecCost CostOf(GuestModel guest, PageClass one, string? codec)
    {
        if (codec is null) return CodecCost.None;
        return one.Codecs.TryGetValue(codec, out CodecCost? cost)
            ? cost
            : throw new UsageException(
                $"Scenario '{guest.Name}' does not say what {codec} makes of page class '{one.Name}': its sources do not have it; "
                + $"add classes.{one.Name}.{codec} with ratio, compress_ns and decompress_ns, or have a scenario measured on such a guest: "
                + "'simulate --measure-guest FILE --workload image:FILE'. "
                + $"It has: {string.Join(", ", one.Codecs.Keys.Order(StringComparer.Ordinal))}.");
    }
}
