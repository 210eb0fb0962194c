using System.Numerics;
using MultifdBench.Core;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>Guests that leave their hosts, at the same moment or one after the other.</summary>
public sealed record EvacuationSetup
{
    /// <summary>Guests of each host.</summary>
    public required int Guests { get; init; }

    /// <summary>Hosts that are left.</summary>
    public int SourceHosts { get; init; } = 1;

    /// <summary>
    /// Kinds of hosts that are left beside the first, which <see cref="Evacuation.Run"/> is given: the hosts are of each kind by turns.
    /// </summary>
    public IReadOnlyList<OtherHosts> Others { get; init; } = [];

    /// <summary>Hosts that take the guests, by turns.</summary>
    public int DestinationHosts { get; init; } = 1;

    /// <summary>
    /// Each of the hosts that take the guests; null where they are as those that are left, of each kind by turns like them.
    /// </summary>
    public HostModel? Destination { get; init; }

    /// <summary>
    /// Guests of a host that are under way at once, 1 or more; the next leaves when one has arrived or given up. Null for all of them.
    /// </summary>
    public int? AtOnce { get; init; }

    /// <summary>
    /// Hosts whose bytes share a link to the fabric, the first stage of two: racks of so many source hosts, and of so many destination
    /// hosts. Null for one stage.
    /// </summary>
    public int? RackHosts { get; init; }

    /// <summary>That link, each way, Gbit/s; with <see cref="RackHosts"/>.</summary>
    public double? RackGbps { get; init; }

    /// <summary>What all hosts share between them, Gbit/s; null when it is never the bottleneck.</summary>
    public double? FabricGbps { get; init; }

    /// <summary>
    /// Guests that are simulated one by one. Of more, whole hosts are left out and the fabric is made as much narrower: hosts are alike and
    /// leave at the same moment, so that each gets the same share at any time, and what becomes of a few becomes of all.
    /// </summary>
    public int MostSimulatedGuests { get; init; } = Evacuation.MaxSimulatedGuests;

    /// <summary>Each migration; guest number i gets its seed plus i.</summary>
    public required MigrationSetup Migration { get; init; }

    /// <summary>Kinds of hosts that are left.</summary>
    public int KindCount => 1 + Others.Count;

    /// <summary>The kind of the host that a guest leaves: 0 is the first, the next ones those of <see cref="Others"/>.</summary>
    /// <param name="guest">Its number, host by host.</param>
    public int KindOfGuest(int guest) => guest / Guests % KindCount;
}

/// <summary>Hosts of another kind that are left in the same evacuation.</summary>
/// <param name="Host">Each of them.</param>
/// <param name="Migration">
/// How guests leave them: as the others but for where the method's work is done. The seed is not looked at.
/// </param>
public sealed record OtherHosts(HostModel Host, MigrationSetup Migration);

/// <summary>How an evacuation went.</summary>
public sealed record EvacuationResult
{
    // A part that is busy almost all the time is what the others wait for; below that, threads wait for each other.
    private const double BottleneckShare = 0.9;

    /// <summary>One per simulated guest, host by host; times count from when it began to leave.</summary>
    public required IReadOnlyList<SimulationResult> Guests { get; init; }

    /// <summary>When each began to leave, ns from the evacuation's beginning.</summary>
    public required IReadOnlyList<long> BeganNs { get; init; }

    /// <summary>Hosts that were simulated, for all that are left.</summary>
    public required int SimulatedHosts { get; init; }

    /// <summary>How busy each part was, means over hosts and guests, the busiest first.</summary>
    public required IReadOnlyList<ResourceUsage> Usage { get; init; }

    /// <summary>The part that most limits the whole.</summary>
    public required ResourceUsage Bottleneck { get; init; }

    /// <summary>Packets that were simulated as one.</summary>
    public required int PacketsPerStep { get; init; }

    /// <summary>The same of the guests of each kind of host that was left; one kind where all are alike.</summary>
    public required IReadOnlyList<EvacuatedKind> Kinds { get; init; }

    /// <summary>Events that it took.</summary>
    public required long Events { get; init; }

    /// <summary>
    /// From the start until the last guest has left or given up, ns: a total time only where all have <see cref="Completed"/>.
    /// </summary>
    public long TotalNs => Guests.Select((guest, i) => BeganNs[i] + guest.TotalNs).Max();

    /// <summary>Simulated guests that have left.</summary>
    public int Completed => Guests.Count(guest => guest.Outcome == RunOutcome.Completed);

    /// <summary>The busiest of what all guests share if it was busy almost all the time, else the busiest part whatever it is.</summary>
    /// <param name="usage">All parts, the busiest first.</param>
    internal static ResourceUsage FindBottleneck(IReadOnlyList<ResourceUsage> usage)
    {
        ResourceUsage busiest = usage.FirstOrDefault(part => part.IsShared);
        return busiest.Share >= BottleneckShare ? busiest : usage[0];
    }
}

/// <summary>What became of the guests of one kind of host.</summary>
/// <param name="Host">Name of the host model.</param>
/// <param name="Guests">Simulated guests.</param>
/// <param name="Completed">Those of them that have left.</param>
/// <param name="TotalNs">From the evacuation's beginning until the last of them has left or given up, ns.</param>
/// <param name="Bottleneck">The part that most limits them; the fabric is of no kind.</param>
public sealed record EvacuatedKind(string Host, int Guests, int Completed, long TotalNs, ResourceUsage Bottleneck);

/// <summary>
/// All guests of some hosts migrate at once and share cores, devices, network interfaces and, between many hosts, a fabric. Deterministic;
/// cost grows with guests × packets, of which several are simulated as one where there are very many.
/// </summary>
public static class Evacuation
{
    /// <summary>The most guests of a host.</summary>
    public const int MaxGuests = 5_000;

    /// <summary>The most guests that are simulated one by one: so many take a minute or two of two cores, and less than 2 GiB.</summary>
    public const int MaxSimulatedGuests = 32_768;

    /// <summary>The most hosts.</summary>
    public const int MaxHosts = 1_000_000;

    // Of less, a packet takes longer than any migration.
    private const double MinFabricGbps = 0.001;
    private const double MaxFabricGbps = 1e9;

    // Some twenty seconds of one core.
    private const long MaxPackets = 1L << 21;
    private const int MinSteps = 256;

    /// <summary>Simulates it.</summary>
    /// <param name="host">Every host, or the first kind of hosts.</param>
    /// <param name="guest">Every guest.</param>
    /// <param name="setup">How many, and how they migrate.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">
    /// A count is out of range, the scenario lacks the method's costs, or the host the devices.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EvacuationResult Run(HostModel host, GuestModel guest, EvacuationSetup setup, CancellationToken cancellation)
    {
        Check(setup);
        CheckHosts(host, guest, setup);
        setup = Representative(setup);
        int packets = PacketsPerStep(guest, setup);
        OtherHosts[] kinds =
            [.. Kinds(host, setup).Select(kind => kind with { Migration = Together(kind.Migration, setup.Migration.Seed, packets) })];
        SimulationResult[] guests = new SimulationResult[setup.SourceHosts * setup.Guests];
        long[] began = new long[guests.Length];
        IReadOnlyList<int[]> islands = Islands(setup);
        double?[] fabricShares = new double?[islands.Count];
        long events = 0;
        ParallelOptions allCores = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, islands.Count, allCores, i =>
        {
            VirtualClock clock = new();
            fabricShares[i] = Simulate(kinds, guest, setup, islands[i], (guests, began), clock, cancellation);
            Interlocked.Add(ref events, clock.Handled);
        });
        ResourceUsage[] usage = Usage(guests, fabricShares[0]);
        return new EvacuationResult
        {
            Guests = guests,
            BeganNs = began,
            SimulatedHosts = setup.SourceHosts,
            Usage = usage,
            Bottleneck = EvacuationResult.FindBottleneck(usage),
            PacketsPerStep = packets,
            Kinds = [.. kinds.Select((kind, i) => OfKind(kind.Host.Name, [.. began.Index().Where(one => setup.KindOfGuest(one.Index) == i)
                .Select(one => (guests[one.Index], one.Item))]))],
            Events = events,
        };
    }

    /// <summary>
    /// Finds out before anything runs whether every kind of host can send, and every host that takes guests receive from it.
    /// </summary>
    /// <param name="host">The first kind of host.</param>
    /// <param name="guest">Every guest.</param>
    /// <param name="setup">The others, and how guests leave.</param>
    /// <exception cref="UsageException">The scenario lacks a method's costs, or a host the devices.</exception>
    public static void CheckHosts(HostModel host, GuestModel guest, EvacuationSetup setup)
    {
        OtherHosts[] kinds = [.. Kinds(host, setup)];
        foreach (OtherHosts kind in kinds)
        {
            SimulatedMigration.Check(kind.Host, guest, kind.Migration);
            foreach (HostModel target in setup.Destination is { } one ? [one] : kinds.Select(other => other.Host))
                SimulatedMigration.Check(target, guest, kind.Migration);
        }
    }

    private static IEnumerable<OtherHosts> Kinds(HostModel host, EvacuationSetup setup) =>
        [new OtherHosts(host, setup.Migration), .. setup.Others];

    /// <summary>Guests that share hosts and a clock make each other wait: none may run ahead.</summary>
    private static MigrationSetup Together(MigrationSetup migration, long seed, int packetsPerStep) =>
        migration with { Seed = seed, PacketsPerStep = packetsPerStep, SkipsSteadyParts = false };

    private static EvacuatedKind OfKind(string host, (SimulationResult Guest, long BeganNs)[] guests)
    {
        ResourceUsage[] usage = Usage([.. guests.Select(one => one.Guest)], fabricShare: null);
        return new EvacuatedKind(host, guests.Length, guests.Count(one => one.Guest.Outcome == RunOutcome.Completed),
            guests.Max(one => one.BeganNs + one.Guest.TotalNs),
            EvacuationResult.FindBottleneck(usage));
    }

    /// <summary>Simulates the hosts of one island; results are put where their guests' numbers say.</summary>
    /// <returns>How busy the fabric was; null without one.</returns>
    private static double? Simulate(
        OtherHosts[] kinds, GuestModel guest, EvacuationSetup setup, int[] island,
        (SimulationResult[] Guests, long[] Began) results, VirtualClock clock, CancellationToken cancellation)
    {
        Dictionary<int, SimulatedHost> destinations = [];
        SharedResource? fabric = setup.FabricGbps is { } fabricGbps ? new SharedResource(clock, fabricGbps / 8) : null;
        Dictionary<int, SharedResource> racksOut = [], racksIn = [];
        Fleet fleet = new(clock);
        List<int> numbers = [];
        foreach (int sourceNumber in island)
        {
            OtherHosts kind = kinds[sourceNumber % kinds.Length];
            SimulatedHost source = new(clock, kind.Host);
            // No packet is faster on a link than it leaves its host.
            double rate = kind.Host.Network.BytesPerNs;
            for (int number = sourceNumber * setup.Guests; number < (sourceNumber + 1) * setup.Guests; number++)
            {
                int destinationNumber = DestinationOf(number, setup);
                HostModel target = setup.Destination ?? kinds[destinationNumber % kinds.Length].Host;
                if (!destinations.TryGetValue(destinationNumber, out SimulatedHost? destination))
                    destinations.Add(destinationNumber, destination = new SimulatedHost(clock, target));
                MigrationSetup one = kind.Migration with { Seed = kind.Migration.Seed + number };
                Link[] path =
                [
                    new(source.Network, rate),
                    .. Rack(racksOut, sourceNumber, rate),
                    .. fabric is not null ? (Link[])[new(fabric, Math.Min(setup.FabricGbps!.Value / 8, rate))] : [],
                    .. Rack(racksIn, destinationNumber, rate),
                    .. HasOwnInterface(setup) ? (Link[])[new(destination.Network, target.Network.BytesPerNs)] : [],
                ];
                SimulatedMigration Make() => new(clock, source, destination, path, guest, one);
                // The lanes of a host are as many as its guests that are under way at once; each takes the next that waits.
                if (number - sourceNumber * setup.Guests < (setup.AtOnce ?? setup.Guests)) fleet.Add(sourceNumber, Make);
                else fleet.AddNext(sourceNumber, Make);
                numbers.Add(number);
            }
        }

        IReadOnlyList<SimulationResult> ended = fleet.Run(cancellation);
        for (int i = 0; i < ended.Count; i++)
        {
            results.Guests[numbers[i]] = ended[i];
            results.Began[numbers[i]] = fleet.Began[i];
        }

        return fabric?.Utilisation;

        IEnumerable<Link> Rack(Dictionary<int, SharedResource> racks, int number, double rate)
        {
            if (setup is not { RackHosts: { } hosts, RackGbps: { } gbps }) return [];
            int rack = number / hosts;
            if (!racks.TryGetValue(rack, out SharedResource? link)) racks.Add(rack, link = new SharedResource(clock, gbps / 8));
            return [new Link(link, Math.Min(gbps / 8, rate))];
        }
    }

    /// <summary>
    /// Source hosts by what they share, be it a destination or the fabric. Islands share nothing: each has a clock of its own, any core may
    /// simulate it, and what becomes of it does not depend on the others.
    /// </summary>
    private static IReadOnlyList<int[]> Islands(EvacuationSetup setup)
    {
        int[] hosts = [.. Enumerable.Range(0, setup.SourceHosts)];
        if (setup.FabricGbps is not null || setup.RackHosts is not null) return [hosts];
        int[] leader = [.. hosts];
        Dictionary<int, int> metAt = [];
        for (int guest = 0; guest < setup.SourceHosts * setup.Guests; guest++)
        {
            int source = guest / setup.Guests;
            int destination = DestinationOf(guest, setup);
            if (metAt.TryAdd(destination, source)) continue;
            int one = Find(source), other = Find(metAt[destination]);
            // The lowest host leads, so that the order of islands is that of hosts.
            leader[Math.Max(one, other)] = Math.Min(one, other);
        }

        return [.. hosts.GroupBy(Find).Select(island => island.ToArray())];

        int Find(int host)
        {
            while (leader[host] != host) host = leader[host] = leader[leader[host]];
            return host;
        }
    }

    private static int DestinationOf(int guest, EvacuationSetup setup) => guest % setup.DestinationHosts;

    /// <summary>Finds out before anything runs whether the counts are possible.</summary>
    /// <exception cref="UsageException">One is out of range, or they are in no simple proportion.</exception>
    public static void Check(EvacuationSetup setup)
    {
        if (setup.Guests is < 1 or > MaxGuests) throw new UsageException($"--guests {setup.Guests} is out of range: use 1 to {MaxGuests}.");
        if (setup.SourceHosts is < 1 or > MaxHosts)
            throw new UsageException($"--source-hosts {setup.SourceHosts} is out of range: use 1 to {MaxHosts}.");
        if (setup.DestinationHosts is < 1 or > MaxHosts)
            throw new UsageException($"--destination-hosts {setup.DestinationHosts} is out of range: use 1 to {MaxHosts}.");
        if (setup.FabricGbps is < MinFabricGbps or > MaxFabricGbps or double.NaN)
            throw new UsageException(
                Invariant.Text($"--fabric-gbps {setup.FabricGbps} is out of range: use {MinFabricGbps} to {MaxFabricGbps} Gbit/s."));
        if (setup.AtOnce is < 1 or > MaxGuests)
            throw new UsageException($"--at-once {setup.AtOnce} is out of range: use 1 to {MaxGuests}, or leave it out for all at once.");
        if (setup.RackGbps is < MinFabricGbps or > MaxFabricGbps or double.NaN)
            throw new UsageException(
                Invariant.Text($"--rack-gbps {setup.RackGbps} is out of range: use {MinFabricGbps} to {MaxFabricGbps} Gbit/s."));
        if (setup.RackHosts is < 1 or > MaxHosts)
            throw new UsageException($"--rack-hosts {setup.RackHosts} is out of range: use 1 to {MaxHosts}.");
        if (setup.RackHosts is null != setup.RackGbps is null)
            throw new UsageException("--rack-hosts N and --rack-gbps G belong together: hosts of a rack, and its link to the fabric.");
        if (setup.SourceHosts < setup.KindCount)
        {
            throw new UsageException($"--host names {setup.KindCount} kinds of hosts, and --source-hosts {setup.SourceHosts} are left: "
                + $"leave at least {setup.KindCount}.");
        }

        if (Representative(setup).SourceHosts == setup.SourceHosts) return;
        string tooMany = $"{(long)setup.SourceHosts * setup.Guests} guests are too many to simulate one by one, {MaxSimulatedGuests} is "
            + "the limit, and fewer hosts would not";
        if (setup.RackHosts is not null)
            throw new UsageException($"--rack-hosts: {tooMany} fill their racks; simulate fewer, or one stage.");
        if (setup.KindCount > 1)
            throw new UsageException($"--host: {tooMany} meet the same destinations kind by kind; simulate fewer, or each kind alone.");
    }

    /// <summary>
    /// Fewer hosts that fare as all of them do: so many source hosts that the number of destination hosts stays in proportion and whole.
    /// </summary>
    private static EvacuationSetup Representative(EvacuationSetup setup)
    {
        int unit = setup.SourceHosts / (int)BigInteger.GreatestCommonDivisor(setup.SourceHosts, setup.DestinationHosts);
        int hosts = Math.Max(unit, setup.MostSimulatedGuests / setup.Guests / unit * unit);
        if (hosts >= setup.SourceHosts) hosts = setup.SourceHosts;
        if ((long)hosts * setup.Guests > MaxSimulatedGuests)
        {
            throw new UsageException(
                $"--source-hosts {setup.SourceHosts} and --destination-hosts {setup.DestinationHosts} are in no simple proportion: "
                + $"{(long)hosts * setup.Guests} guests would have to be " +
                $"simulated, {MaxSimulatedGuests} is the limit. Choose numbers with a larger common divisor.");
        }

        return setup with
        {
            SourceHosts = hosts,
            DestinationHosts = (int)((long)setup.DestinationHosts * hosts / setup.SourceHosts),
            FabricGbps = setup.FabricGbps * hosts / setup.SourceHosts,
        };
    }

    /// <summary>
    /// The destination's interface counts where guests of several hosts meet, or where it may be another than the source's; one host's own
    /// interface limits them already.
    /// </summary>
    private static bool HasOwnInterface(EvacuationSetup setup) =>
        setup.DestinationHosts < setup.SourceHosts || setup.Destination is not null || setup.KindCount > 1;

    /// <summary>So many that the whole stays in reach, and a guest still has enough steps for its rounds to have their shape.</summary>
    private static int PacketsPerStep(GuestModel guest, EvacuationSetup setup)
    {
        long packets = Math.Max(1, guest.Pages / PacketHeader.PagesPerPacket);
        long wanted = packets * setup.Guests * setup.SourceHosts / MaxPackets;
        return (int)Math.Clamp(wanted, setup.Migration.PacketsPerStep, Math.Max(setup.Migration.PacketsPerStep, packets / MinSteps));
    }

    private static ResourceUsage[] Usage(IReadOnlyList<SimulationResult> guests, double? fabricShare)
    {
        IEnumerable<ResourceUsage> parts = guests.SelectMany(guest => guest.Usage).GroupBy(part => part.Name)
            .Select(group => new ResourceUsage(group.Key, group.Average(part => part.Share)));
        if (fabricShare is { } share) parts = parts.Append(new ResourceUsage("fabric", share));
        return [.. parts.OrderByDescending(part => part.Share)];
    }
}
