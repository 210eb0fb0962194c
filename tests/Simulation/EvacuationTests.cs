using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Tests.Simulation;

public sealed class EvacuationTests
{
    private static readonly HostModel Host = Models.IdealHost(("network.bandwidth_gbps", 10));

    [Fact]
    public void GuestsOfAHost_ShareItsInterface()
    {
        EvacuationResult alone = Run(Setup(1));
        EvacuationResult four = Run(Setup(4));
        Assert.Equal((4, 4), (four.Completed, four.Guests.Count));
        Assert.InRange((double)four.TotalNs / alone.TotalNs, 3.9, 4.1);
        Assert.Equal("network", four.Bottleneck.Name);
        Assert.All(four.Guests, guest => Assert.Equal(RunOutcome.Completed, guest.Outcome));
    }

    [Fact]
    public void AFabric_IsTheBottleneck_WhereItIsNarrow()
    {
        EvacuationResult free = Run(Setup(2) with { SourceHosts = 4, DestinationHosts = 4 });
        EvacuationResult narrow = Run(Setup(2) with { SourceHosts = 4, DestinationHosts = 4, FabricGbps = 10 });
        Assert.InRange((double)narrow.TotalNs / free.TotalNs, 3.8, 4.2);
        Assert.Equal("fabric", narrow.Bottleneck.Name);
    }

    /// <summary>One after the other they take as long as all together where the interface is the limit, and each is soon through.</summary>
    [Fact]
    public void GuestsLeave_SoManyAtATime()
    {
        EvacuationResult together = Run(Setup(6));
        EvacuationResult few = Run(Setup(6) with { AtOnce = 2 });
        Assert.InRange((double)few.TotalNs / together.TotalNs, 0.95, 1.05);
        Assert.Equal([0, 0], few.BeganNs.Take(2));
        Assert.All(Enumerable.Range(2, 4), i => Assert.True(few.BeganNs[i] >= few.BeganNs[i - 2] + few.Guests[i - 2].TotalNs * 0.9));
        Assert.All(few.Guests, guest => Assert.InRange(guest.TotalNs / (double)together.TotalNs, 0.3, 0.37));
        Assert.All(together.BeganNs, began => Assert.Equal(0, began));
        Assert.Equal(few.Guests.Select(guest => guest.TotalNs), Run(Setup(6) with { AtOnce = 2 }).Guests.Select(guest => guest.TotalNs));
        Assert.Equal(together.TotalNs, Run(Setup(6) with { AtOnce = 6 }).TotalNs);
    }

    [Fact]
    public void AnotherDestination_LimitsByItsInterface()
    {
        EvacuationResult alike = Run(Setup(2));
        EvacuationResult slow = Run(Setup(2) with { Destination = Models.IdealHost(("network.bandwidth_gbps", 2.5)) });
        Assert.InRange((double)slow.TotalNs / alike.TotalNs, 3.8, 4.2);
        Assert.Equal("destination network", slow.Bottleneck.Name);
        HostModel without = Models.IdealHost(("iaa.devices", 0));
        Assert.Contains("has no IAA device", Assert.Throws<UsageException>(
            () => Run(Setup(2, "qpl", "hardware") with { Destination = without })).Message, StringComparison.Ordinal);
    }

    /// <summary>Host by host as evacuations of one kind: nothing but hosts is shared.</summary>
    [Fact]
    public void HostsOfSeveralKinds_EachFareAsAlone()
    {
        HostModel slow = Models.IdealHost(("network.bandwidth_gbps", 10), ("cpu.codec_speed", 0.25));
        EvacuationSetup setup = Setup(2, "zlib") with { SourceHosts = 4, DestinationHosts = 8 };
        EvacuationSetup mixed = setup with { Others = [new OtherHosts(slow, setup.Migration)] };
        EvacuationResult both = Run(mixed);
        // Guest by guest the destinations of the two kinds take turns.
        EvacuationResult alike = Run(setup), alone = Evacuation.Run(
            slow, Models.Guest(pages: 20_480), setup, TestContext.Current.CancellationToken);
        Assert.Equal([0, 0, 1, 1, 0, 0, 1, 1], Enumerable.Range(0, 8).Select(mixed.KindOfGuest));
        Assert.Equal((8, 8), (both.Completed, both.Guests.Count));
        Assert.Equal([Host.Name, slow.Name], both.Kinds.Select(kind => kind.Host));
        Assert.Equal([(4, 4), (4, 4)], both.Kinds.Select(kind => (kind.Guests, kind.Completed)));
        Assert.InRange((double)both.Kinds[0].TotalNs / alike.TotalNs, 0.95, 1.05);
        Assert.InRange((double)both.Kinds[1].TotalNs / alone.TotalNs, 0.95, 1.05);
        Assert.Equal(both.TotalNs, both.Kinds.Max(kind => kind.TotalNs));
        Assert.True(both.Kinds[1].TotalNs > 3 * both.Kinds[0].TotalNs);
    }

    /// <summary>The slow one's guests take four times as long, and do not keep the fast one's.</summary>
    [Fact]
    public void AnInterface_IsThatOfItsHost()
    {
        HostModel slow = Models.IdealHost(("network.bandwidth_gbps", 2.5));
        EvacuationSetup setup = Setup(2) with { SourceHosts = 2, DestinationHosts = 1, Destination = Models.IdealHost() };
        EvacuationResult both = Run(setup with { Others = [new OtherHosts(slow, setup.Migration)] });
        EvacuationResult alike = Run(setup with { SourceHosts = 1 });
        Assert.InRange((double)both.Kinds[0].TotalNs / alike.TotalNs, 0.95, 1.05);
        Assert.InRange((double)both.Kinds[1].TotalNs / alike.TotalNs, 3.8, 4.2);
    }

    [Fact]
    public void HostsOfSeveralKinds_ShareOneFabric()
    {
        HostModel slow = Models.IdealHost(("network.bandwidth_gbps", 6));
        EvacuationSetup setup = Setup(2) with { SourceHosts = 2, DestinationHosts = 2, Destination = Models.IdealHost(), FabricGbps = 5 };
        EvacuationResult both = Run(setup with { Others = [new OtherHosts(slow, setup.Migration)] });
        Assert.Equal("fabric", both.Bottleneck.Name);
        Assert.InRange((double)both.TotalNs / Run(setup with { SourceHosts = 1, DestinationHosts = 1 }).TotalNs, 1.9, 2.1);
    }

    [Theory]
    [InlineData(1, 20, "--host names 2 kinds of hosts, and --source-hosts 1 are left: leave at least 2.")]
    [InlineData(40_000, 2, "meet the same destinations kind by kind; simulate fewer, or each kind alone.")]
    public void KindsThatCannotBe_AreRefused(int sources, int guests, string problem)
    {
        EvacuationSetup setup = Setup(guests) with { SourceHosts = sources, DestinationHosts = sources };
        Assert.Contains(problem, Assert.Throws<UsageException>(
            () => Evacuation.Check(setup with { Others = [new OtherHosts(Host, setup.Migration)] })).Message, StringComparison.Ordinal);
    }

    /// <summary>A destination takes guests of every kind of host, and has to have the devices of all.</summary>
    [Fact]
    public void ADestinationWithoutTheDevice_IsRefused()
    {
        HostModel without = Models.IdealHost(("iaa.devices", 0));
        EvacuationSetup setup = Setup(2, "qpl", "hardware") with { SourceHosts = 2, DestinationHosts = 2 };
        Assert.Contains("has no IAA device", Assert.Throws<UsageException>(
            () => Run(setup with { Others = [new OtherHosts(without, Models.Setup("qpl", 2))] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Racks_AreAFirstStage()
    {
        EvacuationSetup setup = Setup(1) with { SourceHosts = 4, DestinationHosts = 4 };
        EvacuationResult free = Run(setup);
        EvacuationResult racks = Run(setup with { RackHosts = 2, RackGbps = 10 });
        EvacuationResult both = Run(setup with { RackHosts = 2, RackGbps = 10, FabricGbps = 10 });
        Assert.InRange((double)racks.TotalNs / free.TotalNs, 1.9, 2.1);
        Assert.InRange((double)both.TotalNs / free.TotalNs, 3.8, 4.2);
    }

    [Theory]
    [InlineData(0, null, null, "--at-once 0 is out of range")]
    [InlineData(null, 2, null, "--rack-hosts N and --rack-gbps G belong together")]
    [InlineData(null, 0, 10.0, "--rack-hosts 0 is out of range")]
    [InlineData(null, 2, 0.0, "--rack-gbps 0 is out of range")]
    [InlineData(null, 2, 10.0, "too many to simulate one by one")]
    public void WrongSchedulesAndRacks_AreRefused(int? atOnce, int? rackHosts, double? rackGbps, string problem) => Assert.Contains(problem,
        Assert.Throws<UsageException>(() => Evacuation.Check(Setup(20) with
        {
            SourceHosts = 2000,
            DestinationHosts = 2000,
            AtOnce = atOnce,
            RackHosts = rackHosts,
            RackGbps = rackGbps,
        })).Message, StringComparison.Ordinal);

    [Fact]
    public void FewDestinations_AreTheBottleneck()
    {
        EvacuationResult spread = Run(Setup(2) with { SourceHosts = 4, DestinationHosts = 4 });
        EvacuationResult together = Run(Setup(2) with { SourceHosts = 4, DestinationHosts = 1 });
        Assert.InRange((double)together.TotalNs / spread.TotalNs, 3.8, 4.2);
    }

    [Fact]
    public void AFewOfManyHosts_FareAsAllOfThem()
    {
        EvacuationSetup all = Setup(2) with { SourceHosts = 16, DestinationHosts = 8, FabricGbps = 60 };
        EvacuationResult whole = Run(all);
        EvacuationResult sample = Run(all with { MostSimulatedGuests = 8 });
        Assert.Equal((16, 32), (whole.SimulatedHosts, whole.Guests.Count));
        Assert.Equal((4, 8), (sample.SimulatedHosts, sample.Guests.Count));
        Assert.InRange((double)sample.TotalNs / whole.TotalNs, 0.98, 1.02);
        Assert.True(sample.Events < whole.Events / 3);
    }

    [Fact]
    public void HostsThatShareNothing_FareAsTheyDoAlone()
    {
        EvacuationResult together = Run(Setup(2, "zlib") with { SourceHosts = 3, DestinationHosts = 6 });
        EvacuationResult alone = Run(Setup(2, "zlib") with { SourceHosts = 1, DestinationHosts = 2 });
        Assert.Equal(alone.Guests.Select(guest => (guest.TotalNs, guest.WireBytes)),
            together.Guests.Take(2).Select(guest => (guest.TotalNs, guest.WireBytes)));
        Assert.All(together.Guests, guest => Assert.Equal(RunOutcome.Completed, guest.Outcome));
    }

    [Fact]
    public void HostsThatMeetAtADestination_ShareIt()
    {
        // Of eight guests three go to the first destination and two to the last: all four hosts meet somewhere, and the fullest takes the
        // longest.
        EvacuationResult pairs = Run(Setup(2) with { SourceHosts = 4, DestinationHosts = 3 });
        Assert.True(pairs.TotalNs > Run(Setup(2) with { SourceHosts = 4, DestinationHosts = 8 }).TotalNs);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(100_000.0)]
    public void TwentyThousandGuests_AreSimulatedOneByOne(double? fabricGbps)
    {
        EvacuationSetup setup = Setup(20) with { SourceHosts = 1000, DestinationHosts = 1000, FabricGbps = fabricGbps };
        EvacuationResult result = Evacuation.Run(Host, Models.Guest(pages: 256), setup, TestContext.Current.CancellationToken);
        Assert.Equal((1000, 20_000, 20_000), (result.SimulatedHosts, result.Guests.Count, result.Completed));
    }

    [Fact]
    public void EveryTime_ItIsTheSame()
    {
        EvacuationResult first = Run(Setup(3, "zlib")), again = Run(Setup(3, "zlib"));
        Assert.Equal(first.Guests.Select(guest => (guest.TotalNs, guest.WireBytes)),
            again.Guests.Select(guest => (guest.TotalNs, guest.WireBytes)));
    }

    [Fact]
    public void AWholeHostThatIsTooSlow_EndsByItsTimeout()
    {
        MigrationSetup slow = Models.Setup("zlib", 2) with { Precopy = new() { DowntimeLimitNs = 0, TimeoutNs = 20 * Units.NsPerMs } };
        EvacuationResult result = Run(Setup(4) with { Migration = slow });
        Assert.Equal(0, result.Completed);
        Assert.All(result.Guests, guest => Assert.Equal(RunOutcome.Timeout, guest.Outcome));
    }

    [Theory]
    [InlineData(0, 1, 1, null, "--guests 0")]
    [InlineData(5001, 1, 1, null, "--guests 5001")]
    [InlineData(1, 0, 1, null, "--source-hosts 0")]
    [InlineData(1, 1, 0, null, "--destination-hosts 0")]
    [InlineData(1, 1, 1, 0.0, "--fabric-gbps 0")]
    [InlineData(1, 1, 1, double.NaN, "--fabric-gbps NaN")]
    [InlineData(20, 9999, 10_000, null, "no simple proportion")]
    public void WrongCounts_AreRefused(int guests, int sources, int destinations, double? fabric, string problem)
    {
        EvacuationSetup setup = Setup(guests) with { SourceHosts = sources, DestinationHosts = destinations, FabricGbps = fabric };
        Assert.Contains(problem, Assert.Throws<UsageException>(() => Run(setup)).Message, StringComparison.Ordinal);
    }

    private static EvacuationSetup Setup(int guests, string method = "none", string path = "software") =>
        new() { Guests = guests, Migration = Models.Setup(method, 2, path) };

    private static EvacuationResult Run(EvacuationSetup setup) =>
        Evacuation.Run(Host, Models.Guest(pages: 20_480), setup, TestContext.Current.CancellationToken);
}
