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

    private static double Predicted(IEnumerable<MeasuredPool> pools, long ns) =>
        pools.Sum(pool => pool.Pages * (1 - Math.Exp(-pool.WritesPerSecond * ns / 1e9 / pool.Pages)));
}
