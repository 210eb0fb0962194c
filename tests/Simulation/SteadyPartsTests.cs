using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Source;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Tests.Simulation;

/// <summary>What is reckoned instead of simulated comes out as if it had been simulated packet by packet.</summary>
public sealed class SteadyPartsTests
{
    private const long MemoryBytes = 16 * Units.GiB;

    [Theory]
    [InlineData("seed-idle", "none", 2, 2.5, ZeroPageDetection.Multifd)]
    [InlineData("seed-redis", "zstd", 4, 25, ZeroPageDetection.Legacy)]
    [InlineData("seed-idle", "zlib", 2, 10, ZeroPageDetection.None)]
    [InlineData("seed-redis", "none", 16, 10, ZeroPageDetection.Multifd)]
    [InlineData("seed-redis", "zstd", 8, 5, ZeroPageDetection.Multifd)]
    [InlineData("seed-redis", "zlib", 16, 100, ZeroPageDetection.Multifd)]
    public void AMigrationThatConverges_IsTheSame(string scenario, string method, int channels, double gbps, ZeroPageDetection zeroPages)
    {
        (SimulationResult whole, SimulationResult brief) = Both(scenario, gbps, Setup(method, channels, zeroPages));
        Assert.Equal((RunOutcome.Completed, RunOutcome.Completed), (whole.Outcome, brief.Outcome));
        AssertAlike(whole, brief, within: 0.01);
        Assert.InRange(brief.DowntimeNs / (double)whole.DowntimeNs, 0.7, 1.4);
        // In units that cannot differ: every page was sent once at least, and arrived.
        Assert.Equal(brief.Pages.Total, brief.ReceivedPages);
        Assert.True(brief.Pages.Total >= MemoryBytes / Page.SizeBytes);
        Assert.True(brief.Events < 0.7 * whole.Events, $"{brief.Events} events of {whole.Events}");
    }

    /// <summary>
    /// Mostly zero pages, many channels, a slow link: the sockets of all channels hold as much as a stretch of pages makes, and while they
    /// fill, a stretch takes no time.
    /// </summary>
    [Fact]
    public void SocketsThatFillForLong_AreNotTakenForTheLink()
    {
        (SimulationResult whole, SimulationResult brief) = Both(
            "seed-idle", 1, Setup("zlib", 16, ZeroPageDetection.Multifd), memoryBytes: 64 * Units.GiB);
        AssertAlike(whole, brief, within: 0.01);
        Assert.True(brief.TotalNs >= brief.WireBytes * 8 / 1.0, $"{brief.WireBytes} bytes in {brief.TotalNs} ns over 1 Gbit/s");
        Assert.True(brief.Events < whole.Events, $"{brief.Events} events of {whole.Events}");
    }

    /// <summary>The guest writes faster than the link carries: every round leaves as much as the one before it, until time is up.</summary>
    [Theory]
    [InlineData("none", 1, 1)]
    [InlineData("none", 8, 1)]
    [InlineData("zstd", 2, 1)]
    public void AMigrationWithoutHeadway_TimesOutWithTheSameFigures(string method, int channels, double gbps)
    {
        MigrationSetup setup = Setup(method, channels, ZeroPageDetection.Multifd) with
        {
            Precopy = new() { TimeoutNs = 800 * Units.NsPerSecond },
        };
        (SimulationResult whole, SimulationResult brief) = Both("seed-redis", gbps, setup, dirtyFactor: 2);
        Assert.Equal((RunOutcome.Timeout, RunOutcome.Timeout), (whole.Outcome, brief.Outcome));
        Assert.Equal("timeout is 800s", brief.Reason);
        AssertAlike(whole, brief, within: 0.02);
        Assert.True(brief.Events < whole.Events / 3, $"{brief.Events} events of {whole.Events}");
    }

    /// <summary>Throttling makes rounds shrink that did not: nothing may be skipped before.</summary>
    [Fact]
    public void AThrottledMigration_IsSimulatedWhole()
    {
        MigrationSetup setup = Setup("none", 2, ZeroPageDetection.Multifd) with
        {
            Precopy = new() { TimeoutNs = 600 * Units.NsPerSecond, AutoConverge = new() { IsOn = true } },
        };
        (SimulationResult whole, SimulationResult brief) = Both("seed-redis", 2.5, setup);
        Assert.Equal((whole.TotalNs, whole.WireBytes, whole.Events), (brief.TotalNs, brief.WireBytes, brief.Events));
    }

    /// <summary>Guests that share a host make each other wait; one that ran ahead would not.</summary>
    [Fact]
    public void GuestsThatLeaveTogether_AreSimulatedWhole()
    {
        HostModel host = Models.Host("spr-v4", (NetworkModel.BandwidthKey, NetworkModel.PayloadGbps(10)));
        GuestModel guest = Models.ReadGuest(ModelFolder.BesideProgram.FindScenario("seed-redis"), MemoryBytes);
        EvacuationSetup whole = new() { Guests = 2, Migration = Setup("zstd", 2, ZeroPageDetection.Multifd) };
        EvacuationSetup brief = whole with { Migration = whole.Migration with { SkipsSteadyParts = true } };
        Assert.Equal(
            Evacuation.Run(host, guest, whole, TestContext.Current.CancellationToken).Guests.Select(one => (one.TotalNs, one.WireBytes)),
            Evacuation.Run(host, guest, brief, TestContext.Current.CancellationToken).Guests.Select(one => (one.TotalNs, one.WireBytes)));
    }

    private static void AssertAlike(SimulationResult whole, SimulationResult brief, double within)
    {
        Assert.InRange(brief.TotalNs / (double)whole.TotalNs, 1 - within, 1 + within);
        Assert.InRange(brief.WireBytes / (double)whole.WireBytes, 1 - within, 1 + within);
        Assert.InRange(brief.PayloadBytes / (double)whole.PayloadBytes, 1 - within, 1 + within);
        Assert.InRange(brief.Pages.Normal / (double)whole.Pages.Normal, 1 - within, 1 + within);
        Assert.InRange(brief.SourceCpuNs / whole.SourceCpuNs, 1 - within, 1 + within);
        Assert.InRange(brief.DestinationCpuNs / whole.DestinationCpuNs, 1 - within, 1 + within);
        Assert.Equal(whole.Usage[0].Name, brief.Usage[0].Name);
        Assert.InRange(brief.Usage[0].Share / whole.Usage[0].Share, 0.95, 1.05);
    }

    private static MigrationSetup Setup(string method, int channels, ZeroPageDetection zeroPages) =>
        Models.Setup(method, channels) with { ZeroPageDetection = zeroPages };

    private static (SimulationResult Whole, SimulationResult Brief) Both(
        string scenario, double gbps, MigrationSetup setup, double dirtyFactor = 1, long memoryBytes = MemoryBytes)
    {
        HostModel host = Models.Host("spr-v4", (NetworkModel.BandwidthKey, NetworkModel.PayloadGbps(gbps)));
        GuestModel guest = Models.ReadGuest(ModelFolder.BesideProgram.FindScenario(scenario), memoryBytes).WithDirtyFactor(dirtyFactor);
        return (Models.Run(host, guest, setup), Models.Run(host, guest, setup with { SkipsSteadyParts = true }));
    }
}
