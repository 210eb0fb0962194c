using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Simulation;

/// <summary>A simulated guest that goes on at the destination: what is left goes raw, over one connection.</summary>
public sealed class PostcopyTests
{
    private static readonly HostModel Host = Models.IdealHost(
        ("network.bandwidth_gbps", 1), ("network.latency_us", 100), ("migration.switchover_ms", 20));

    [Fact]
    public void SwitchAtTheBeginning_IsMemoryOverLink_AndTheDowntimeIsTheSwitch()
    {
        SimulationResult result = Models.Run(Host, Models.Guest(dirtyPages: 50_000, writesPerSecond: 100_000), Setup("zlib", passes: 0));
        Assert.Equal((RunOutcome.Completed, true), (result.Outcome, result.Convergence.IsPostcopy));
        Assert.Equal(Models.Pages, result.Pages.Normal);
        Assert.Equal(result.Pages.Total, result.ReceivedPages);
        Assert.Equal(Models.Pages * Page.SizeBytes, result.PayloadBytes);
        Assert.Equal(Models.Pages * (Page.SizeBytes + sizeof(ulong)), result.WireBytes);
        // 1 Gbit/s; then 20 ms of the host's constant and 100 us there and back.
        Assert.InRange(result.TotalNs / (result.WireBytes * 8.0), 0.99, 1.02);
        Assert.InRange(Units.Ms(result.DowntimeNs), 20.2, 20.3);
    }

    [Theory]
    [InlineData(ZeroPageDetection.Multifd)]
    [InlineData(ZeroPageDetection.Legacy)]
    public void GuestThatNeverConverges_DoesAfterTheSwitch(ZeroPageDetection zeroPages)
    {
        GuestModel guest = Models.Guest(dirtyPages: 50_000, writesPerSecond: 100_000, content: 0.6);
        MigrationSetup setup = Setup("zlib", passes: 2) with { ZeroPageDetection = zeroPages };
        SimulationResult precopy =
            Models.Run(Host, guest, setup with { Precopy = setup.Precopy with { Management = null, TimeoutNs = 60 * Units.NsPerSecond } });
        Assert.Equal(RunOutcome.Timeout, precopy.Outcome);

        SimulationResult result = Models.Run(Host, guest, setup);
        Assert.Equal((RunOutcome.Completed, true), (result.Outcome, result.Convergence.IsPostcopy));
        Assert.Equal(result.Pages.Total, result.ReceivedPages);
        Assert.Equal(result.WireBytes, result.Rounds.Sum(round => round.WireBytes));
        Round pushed = result.Rounds[^1];
        Assert.Equal(pushed.DirtyPagesAtStart, pushed.Pages.Total);
        Assert.Equal(pushed.Pages.Normal * (Page.SizeBytes + sizeof(ulong)), pushed.WireBytes - (pushed.Pages.Zero * 9));
        Assert.True(result.DowntimeNs < result.TotalNs / 10);
        Assert.True(result.Figures.Postcopy);
    }

    private static MigrationSetup Setup(string method, int passes)
    {
        MigrationSetup setup = Models.Setup(method, 2);
        return setup with
        {
            Precopy = setup.Precopy with { PostcopyRam = true, DowntimeLimitNs = 0, Management = () => new SwitchingPolicy(passes) },
        };
    }
}
