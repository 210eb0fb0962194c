using MultifdBench.Core;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Tests.Simulation;

/// <summary>What runs differ by, where a scenario says how much.</summary>
public sealed class RunIntervalTests
{
    private static readonly HostModel Host = Models.IdealHost((NetworkModel.BandwidthKey, 1));

    [Fact]
    public void WithoutASpread_OrWrites_ThereIsNoInterval()
    {
        Assert.Null(Interval(Models.Guest(dirtyPages: 5000, writesPerSecond: 5000)));
        Assert.Null(Interval(Models.Guest() with { RunSpread = 0.3 }));
    }

    [Fact]
    public void WithASpread_TheIntervalHasTheMiddleRunInIt_AndIsTheSameTwice()
    {
        GuestModel guest = Models.Guest(dirtyPages: 20_000, writesPerSecond: 10_000);
        double middleMs = Units.Ms(Models.Run(Host, guest, Setup).TotalNs);
        RunInterval interval = Interval(guest with { RunSpread = 0.3 })!;
        Assert.True(interval.LowMs < middleMs && middleMs < interval.HighMs, $"{interval.LowMs} {middleMs} {interval.HighMs}");
        Assert.Equal(RunInterval.Runs, interval.Completed);
        Assert.Equal(interval, Interval(guest with { RunSpread = 0.3 }));
        RunInterval wider = Interval(guest with { RunSpread = 0.6 })!;
        Assert.True(wider.LowMs < interval.LowMs && wider.HighMs > interval.HighMs);
    }

    [Fact]
    public void NearTheEdge_SomeRunsDoNotComplete()
    {
        GuestModel guest = Models.Guest(dirtyPages: 60_000, writesPerSecond: 30_000) with { RunSpread = 0.8 };
        Assert.InRange(Interval(guest)!.Completed, 1, RunInterval.Runs - 1);
    }

    private static MigrationSetup Setup =>
        Models.Setup("none", 2) with { Precopy = new() { TimeoutNs = 60 * Units.NsPerSecond } };

    private static RunInterval? Interval(GuestModel guest) =>
        RunInterval.Of(Host, guest, Setup, TestContext.Current.CancellationToken);
}
