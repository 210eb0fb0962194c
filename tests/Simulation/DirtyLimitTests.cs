using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Tests.Simulation;

/// <summary>A simulated guest whose processor sleeps whenever its dirty ring is full.</summary>
public sealed class DirtyLimitTests
{
    private const long Ms = Units.NsPerMs;

    /// <summary>So large that every write hits another page: the ring is full after size ÷ rate.</summary>
    private static readonly DirtyPool Wide = new(Pages: 1e9, WritesPerSecond: 1000);

    [Fact]
    public void Ring_IsFullAfterItsSizeOverTheRate_AndCountsAllOfIt()
    {
        DirtyRingModel ring = new([Wide], size: 1024);
        Assert.InRange(ring.FillNs!.Value, 1024 * Ms, 1025 * Ms);
        Assert.InRange(ring.PagesIn(10_240 * Ms), 10_235, 10_240);
        Assert.Equal(0, ring.PagesIn(0));
    }

    [Fact]
    public void Guest_WithFewerPagesThanTheRing_NeverFillsIt()
    {
        DirtyRingModel ring = new([new DirtyPool(500, 1e6), new DirtyPool(500, 1e6)], size: 1024);
        Assert.Null(ring.FillNs);
        Assert.InRange(ring.PagesIn(3600 * Units.NsPerSecond), 999, 1000);
        GuestClock clock = new(0, ring);
        clock.LimitDirtying(0, 5000 * Ms);
        Assert.Equal((10_000 * Ms, 0), (clock.At(10_000 * Ms), clock.AsleepNs(10_000 * Ms)));
    }

    [Fact]
    public void Clock_StandsStillWhileTheGuestSleeps_AndCannotBeWoken()
    {
        DirtyRingModel ring = new([Wide], size: 1024);
        long fill = ring.FillNs!.Value;
        GuestClock clock = new(0, ring);
        clock.LimitDirtying(0, 3 * fill);
        Assert.Equal(fill / 2, clock.At(fill / 2));
        Assert.Equal((fill, fill), (clock.At(fill), clock.At(4 * fill)));
        Assert.Equal(2 * fill, clock.At(5 * fill));
        Assert.Equal((0, 2 * fill), (clock.AsleepNs(fill / 2), clock.AsleepNs(2 * fill)));
        // A sleep that has begun goes on, whatever the next one will be, and a new ring begins after it.
        clock.LimitDirtying(2 * fill, 0);
        Assert.Equal((fill, 2 * fill), (clock.At(4 * fill), clock.At(5 * fill)));
        Assert.InRange(clock.RingPagesAt(5 * fill), 2040, 2048);
    }

    [Fact]
    public void Sync_EmptiesTheRing_SoThatTheSleepComesLater()
    {
        DirtyRingModel ring = new([Wide], size: 1024);
        long fill = ring.FillNs!.Value;
        GuestClock clock = new(0, ring);
        clock.LimitDirtying(0, fill);
        clock.EmptyRing(fill / 2);
        Assert.Equal(fill, clock.At(fill));
        Assert.Equal(0, clock.AsleepNs(fill + (fill / 4)));
        Assert.True(clock.AsleepNs((fill * 3 / 2) + 1) > 0);
    }

    [Fact]
    public void Stop_EndsTheTime_AndResumeTheSleeps()
    {
        DirtyRingModel ring = new([Wide], size: 1024);
        long fill = ring.FillNs!.Value;
        GuestClock clock = new(0, ring);
        clock.LimitDirtying(0, 8 * fill);
        clock.Stop(2 * fill);
        Assert.Equal((fill, 7 * fill), (clock.At(3 * fill), clock.AsleepNs(2 * fill)));
        clock.Resume(3 * fill);
        Assert.Equal((2 * fill, 0), (clock.At(4 * fill), clock.AsleepNs(3 * fill)));
    }

    /// <summary>The downtime of a guest that sleeps long has what was left of its sleep in it, as QEMU's has.</summary>
    [Fact]
    public void GuestThatNeverConverges_Does_AndPaysForLongSleepsInDowntime()
    {
        HostModel host = Models.IdealHost(("network.bandwidth_gbps", 1), ("network.latency_us", 100), ("migration.switchover_ms", 20));
        GuestModel guest = Models.Guest(dirtyPages: 50_000, writesPerSecond: 100_000);
        MigrationSetup setup = Models.Setup("none", 2);
        setup = setup with { Precopy = setup.Precopy with { TimeoutNs = 120 * Units.NsPerSecond } };
        Assert.Equal(RunOutcome.Timeout, Models.Run(host, guest, setup).Outcome);
        SimulationResult strict = Limited(1), mild = Limited(60);
        Assert.All([strict, mild], result => Assert.Equal(RunOutcome.Completed, result.Outcome));
        Assert.True(strict.Convergence.LongestDirtyLimitSleepNs > 4 * mild.Convergence.LongestDirtyLimitSleepNs);
        Assert.InRange(strict.Convergence.GuestOperationsShare!.Value, 0.05, 0.95);
        Assert.True(strict.DowntimeNs > mild.DowntimeNs);
        RunFigures figures = strict.Figures;
        Assert.Contains(figures.Rounds, round => round.AtEnd!.DirtyLimitSleepNs == strict.Convergence.LongestDirtyLimitSleepNs);
        Assert.Equal(figures.DirtyLimitSleepNs, strict.Convergence.LongestDirtyLimitSleepNs);

        SimulationResult Limited(int quota) => Models.Run(
            host, guest, setup with { Precopy = setup.Precopy with { DirtyLimit = new() { IsOn = true, MibPerSecond = quota } } });
    }
}
