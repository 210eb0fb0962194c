using MultifdBench.Results;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Tests.Simulation;

public sealed class FleetTests
{
    private static readonly HostModel Host = Models.IdealHost(("network.bandwidth_gbps", 10));

    [Fact]
    public void OneMigration_IsWhatItIsAlone()
    {
        GuestModel guest = Models.Guest(dirtyPages: 20_000, writesPerSecond: 20_000);
        MigrationSetup setup = Models.Setup("zlib", 2);
        SimulationResult alone = Models.Run(Host, guest, setup);
        SimulationResult inFleet = Assert.Single(RunFleet([guest], setup, TestContext.Current.CancellationToken));
        Assert.Equal((alone.TotalNs, alone.WireBytes, alone.DowntimeNs), (inFleet.TotalNs, inFleet.WireBytes, inFleet.DowntimeNs));
        Assert.Equal(alone.Rounds, inFleet.Rounds);
    }

    [Fact]
    public void SeveralMigrations_ShareTheLink_AndAlwaysEndAlike()
    {
        GuestModel[] guests = [Models.Guest(), Models.Guest(), Models.Guest(), Models.Guest()];
        long alone = Models.Run(Host, guests[0], Models.Setup("none", 2)).TotalNs;
        IReadOnlyList<SimulationResult> first = RunFleet(guests, Models.Setup("none", 2), TestContext.Current.CancellationToken);
        IReadOnlyList<SimulationResult> again = RunFleet(guests, Models.Setup("none", 2), TestContext.Current.CancellationToken);
        Assert.All(first, result => Assert.Equal(RunOutcome.Completed, result.Outcome));
        Assert.InRange((double)first.Max(result => result.TotalNs) / alone, 3.9, 4.1);
        Assert.Equal(first.Select(result => (result.TotalNs, result.WireBytes)),
            again.Select(result => (result.TotalNs, result.WireBytes)));
    }

    [Fact]
    public void APath_IsAsWideAsItsNarrowestLink()
    {
        VirtualClock clock = new();
        SimulatedHost source = new(clock, Host);
        SharedResource fabric = new(clock, Host.Network.BytesPerNs / 2);
        Link[] path = [new(source.Network, Host.Network.BytesPerNs), new(fabric, Host.Network.BytesPerNs / 2)];
        SimulationResult result =
            new SimulatedMigration(clock, source, new SimulatedHost(clock, Host), path, Models.Guest(), Models.Setup("none", 2))
                .Run(TestContext.Current.CancellationToken);
        Assert.InRange(result.TotalNs / (result.WireBytes / (Host.Network.BytesPerNs / 2)), 0.99, 1.02);
    }

    [Fact]
    public void Cancellation_EndsAll()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => RunFleet([Models.Guest(), Models.Guest()], Models.Setup("none", 1), cancelled.Token));
    }

    private static IReadOnlyList<SimulationResult> RunFleet(IEnumerable<GuestModel> guests, MigrationSetup setup,
        CancellationToken cancellation)
    {
        VirtualClock clock = new();
        SimulatedHost source = new(clock, Host);
        SimulatedHost destination = new(clock, Host);
        Fleet fleet = new(clock);
        foreach (GuestModel guest in guests)
            fleet.Add(new SimulatedMigration(clock, source, destination, [new(source.Network, Host.Network.BytesPerNs)], guest, setup));
        return fleet.Run(cancellation);
    }
}
