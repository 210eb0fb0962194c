using MultifdBench.Core;
using MultifdBench.Simulation.Guests;

namespace MultifdBench.Tests.Simulation;

public sealed class GuestPagesTests
{
    [Fact]
    public void UniquePages_FollowTheCurve()
    {
        DirtyPool pool = new(1000, 1000);
        Assert.Equal(1000 * (1 - Math.Exp(-1)), pool.UniquePages(Units.NsPerSecond), 6);
        Assert.Equal(0, pool.UniquePages(0));
        Assert.InRange(pool.UniquePages(1000 * Units.NsPerSecond), 999.9, 1000);
    }

    [Fact]
    public void FirstPass_GivesEveryPageOnce_ContentBeforeZeros()
    {
        GuestPages pages = new(Models.Guest(content: 0.25), nowNs: 0);
        Dictionary<PageKind, long> taken = [];
        Assert.Equal(PageKind.First, pages.NextKind);
        while (pages.Remaining > 0)
        {
            PageStretch run = pages.Take(100);
            Assert.InRange(run.Count, 1, 100);
            taken[run.Kind] = taken.GetValueOrDefault(run.Kind) + run.Count;
        }

        Assert.Equal((Models.Pages / 4, Models.Pages * 3 / 4), (taken[PageKind.First], taken[PageKind.Zero]));
        Assert.Equal(0, pages.Take(10).Count);
    }

    [Fact]
    public void Sync_CountsWhatWasClean_AndNothingTwice()
    {
        GuestPages pages = new(Models.Guest(dirtyPages: 1000, writesPerSecond: 1e6), nowNs: 0);
        while (pages.Remaining > 0) pages.Take(1 << 20);
        Assert.Equal(1000, pages.Sync(Units.NsPerSecond), tolerance: 1);
        Assert.InRange(pages.Sync(2 * Units.NsPerSecond), 0, 1);
        Assert.Equal(400, pages.Take(400).Count);
        Assert.Equal(400, pages.Sync(3 * Units.NsPerSecond), tolerance: 1);
        Assert.Equal(1000, pages.Remaining, tolerance: 1);
    }

    [Fact]
    public void SlowWrites_AreNotLostToRounding()
    {
        GuestPages pages = new(Models.Guest(dirtyPages: 100_000, writesPerSecond: 3), nowNs: 0);
        while (pages.Remaining > 0) pages.Take(1 << 20);
        long dirtied = 0;
        for (int i = 1; i <= 1000; i++) dirtied += pages.Sync(i * 100 * Units.NsPerMs);
        // 300 are to be expected, and a seed's own luck is three standard deviations at most.
        Assert.InRange(dirtied, 300 - 3 * Math.Sqrt(300), 300 + 3 * Math.Sqrt(300));
    }

    [Fact]
    public void AMomentWithoutWrites_Happens_AsOftenAsItShould()
    {
        GuestPages pages = new(Models.Guest(dirtyPages: 100_000, writesPerSecond: 1000), nowNs: 0, seed: 7);
        while (pages.Remaining > 0) pages.Take(1 << 20);
        int none = Enumerable.Range(1, 1000).Count(ms => pages.Sync(ms * Units.NsPerMs) == 0);
        // One write a millisecond: none of them in e^(−1) of all milliseconds.
        Assert.InRange(none / 1000.0, 0.32, 0.42);
    }
}
