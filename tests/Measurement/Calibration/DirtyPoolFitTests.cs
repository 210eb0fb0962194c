using MultifdBench.Measurement.Calibration;

namespace MultifdBench.Tests.Measurement.Calibration;

public sealed class DirtyPoolFitTests
{
    private static readonly long[] TimesNs = [5_000_000, 10_000_000, 20_000_000, 40_000_000, 80_000_000, 160_000_000,
        320_000_000, 640_000_000];

    [Fact]
    public void ACurveOfTwoPools_IsFoundAgain()
    {
        double Unique(long ns) => 500 * (1 - Math.Exp(-ns / 10e6)) + 4000 * (1 - Math.Exp(-ns / 1000e6));
        (IReadOnlyList<MeasuredPool> pools, double residual) =
            DirtyPoolFit.Fit([.. TimesNs.Select(ns => (ns, (long)Math.Round(Unique(ns))))]);
        Assert.InRange(residual, 0, 3);
        foreach (long ns in TimesNs) Assert.InRange(Predicted(pools, ns), Unique(ns) - 8, Unique(ns) + 8);
        Assert.All(pools, pool => Assert.True(pool is { Pages: > 0, WritesPerSecond: > 0 }, pool.Name));
        Assert.Equal(pools.Count, pools.Select(pool => pool.Name).Distinct().Count());
    }

    [Fact]
    public void AGuestThatDoesNotWrite_HasNoPools()
    {
        (IReadOnlyList<MeasuredPool> pools, double residual) = DirtyPoolFit.Fit([.. TimesNs.Select(ns => (ns, 0L))]);
        Assert.Empty(pools);
        Assert.Equal(0, residual);
    }

    /// <summary>A long round outweighs short ones a thousand times in pages, and once as a share.</summary>
    [Fact]
    public void OfShares_ShortRoundsCountAsMuchAsLongOnes()
    {
        double Unique(long ns) => 300 * (1 - Math.Exp(-ns / 2e6)) + 20_000 * (1 - Math.Exp(-ns / 5000e6));
        (long Ns, long Pages)[] curve =
        [
            .. from ns in (long[])[2_000_000, 8_000_000, 60_000_000, 900_000_000, 5_000_000_000, 9_000_000_000]
               from factor in (double[])[0.9, 1.1]
               select (ns, (long)(factor * Unique(ns))),
        ];
        (IReadOnlyList<MeasuredPool> pools, double share) = DirtyPoolFit.FitShares(curve);
        Assert.InRange(share, 0.05, 0.12);
        foreach ((long ns, _) in curve) Assert.InRange(Predicted(pools, ns) / Unique(ns), 0.95, 1.05);
    }

    private static double Predicted(IEnumerable<MeasuredPool> pools, long ns) =>
        pools.Sum(pool => pool.Pages * (1 - Math.Exp(-pool.WritesPerSecond * ns / 1e9 / pool.Pages)));
}
