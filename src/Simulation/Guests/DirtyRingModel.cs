using MultifdBench.Core;

namespace MultifdBench.Simulation.Guests;

/// <summary>
/// The dirty ring of a guest with one processor, as its pools fill it. A page is entered once until the ring is emptied, so that a ring
/// larger than all that the guest writes is never full.
/// </summary>
/// <param name="pools">How the guest writes.</param>
/// <param name="size">Entries.</param>
public sealed class DirtyRingModel(IReadOnlyList<DirtyPool> pools, int size)
{
    // A guest that takes longer to fill its ring than any migration lasts does not fill it.
    private const long Never = 86_400 * Units.NsPerSecond;

    /// <summary>Nanoseconds of running after which an empty ring is full; null for a guest that never fills it.</summary>
    public long? FillNs { get; } = Solve(pools, size);

    /// <summary>Entries that the ring has had after some time of running, from an empty one on.</summary>
    /// <param name="ns">Nanoseconds of running.</param>
    public double PagesIn(long ns)
    {
        if (FillNs is not { } fill) return Unique(pools, ns);
        (long full, long rest) = Math.DivRem(ns, fill);
        return full * (double)size + Math.Min(size, Unique(pools, rest));
    }

    private static double Unique(IReadOnlyList<DirtyPool> pools, long ns) => pools.Sum(pool => pool.UniquePages(ns));

    private static long? Solve(IReadOnlyList<DirtyPool> pools, int size)
    {
        if (Unique(pools, Never) < size) return null;
        (long empty, long full) = (0, Never);
        while (full - empty > 1)
        {
            long middle = empty + (full - empty) / 2;
            if (Unique(pools, middle) < size) empty = middle;
            else full = middle;
        }

        return full;
    }
}
