namespace MultifdBench.Simulation.Guests;

/// <summary>
/// Pages that are written alike. Writes hit its pages evenly, so t seconds dirty pages × (1 − e^(−t × rate ÷ pages)) different ones. A few
/// pools of different heat make any curve of unique dirty pages over time that guests show.
/// </summary>
/// <param name="Pages">Pages.</param>
/// <param name="WritesPerSecond">Writes to pages of the pool per second.</param>
public sealed record DirtyPool(double Pages, double WritesPerSecond)
{
    /// <summary>Different pages that are written in <paramref name="ns"/> nanoseconds.</summary>
    public double UniquePages(long ns) => Pages * (1 - Math.Exp(-WritesPerSecond * ns / 1e9 / Math.Max(1, Pages)));
}
