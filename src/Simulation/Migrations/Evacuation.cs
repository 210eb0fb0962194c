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

    /// <summary>Hosts that take the guests, by turns; all are alike.</summary>
    public int DestinationHosts { get; init; } = 1;

    /// <summary>Each of the hosts that take the guests; null where they are as those that are left.</summary>
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
}

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

    /// <summary>Events that it took.</summary>
    public required long Events { get; init; }

    /// <summary>
    /// From the start until the last guest has left or given up, ns: a total time only where all have <see cref="Completed"/>.
    /// </summary>
    public long TotalNs => Guests.Select((guest, i) => BeganNs[i] + guest.TotalNs).Max();

    /// <summary>Simulated guests that have left.</summary>
    public int Completed => Guests.Count(guest => guest.Outcome == RunOutcome.Completed);

    /// <summary>The busiest of what all guests share if it was busy almost all the time, else the busiest part whatever it is.</summary>
    internal static ResourceUsage FindBottleneck(IReadOnlyList<ResourceUsage> shared, IReadOnlyList<ResourceUsage> all)
    {
        ResourceUsage busiest = shared.MaxBy(part => part.Share);
        return busiest.Share >= BottleneckShare ? busiest : all[0];
    }
}

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
    /// <param name="host">Every host.</param>
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
        SimulatedMigration.Check(host, guest, setup.Migration);
        SimulatedMigration.Check(setup.Destination ?? host, guest, setup.Migration);
        setup = Representative(setup);
        // Guests that share hosts and a clock make each other wait: none may run ahead.
        MigrationSetup together = setup.Migration with { PacketsPerStep = PacketsPerStep(guest, setup), SkipsSteadyParts = false };
        setup = setup with { Migration = together };
        SimulationResult[] guests = new SimulationResult[setup.SourceHosts * setup.Guests];
        long[] began = new long[guests.Length];
        IReadOnlyList<int[]> islands = Islands(setup);
        double?[] fabricShares = new double?[islands.Count];
        long events = 0;
        ParallelOptions allCores = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, islands.Count, allCores, i =>
        {
            VirtualClock clock = new();
            fabricShares[i] = Simulate(host, guest, setup, islands[i], (guests, began), clock, cancellation);
            Interlocked.Add(ref events, clock.Handled);
        });
        ResourceUsage[] usage = Usage(guests, fabricShares[0]);
        return new EvacuationResult
        {
            Guests = guests,
            BeganNs = began,
            SimulatedHosts = setup.SourceHosts,
            Usage = usage,
            Bottleneck = EvacuationResult.FindBottleneck([.. usage.Where(part => part.IsShared)], usage),
            PacketsPerStep = setup.Migration.PacketsPerStep,
            Events = events,
        };
    }

    /// <summary>Simulates the hosts of one island; results are put where their guests' numbers say.</summary>
    /// <returns>How busy the fabric was; null without one.</returns>
    private static double? Simulate(
        HostModel host, GuestModel guest, EvacuationSetup setup, int[] island,
        (SimulationResult[] Guests, long[] Began) results, VirtualClock clock, CancellationToken cancellation)
    {
        HostModel target = setup.Destination ?? host;
        Dictionary<int, SimulatedHost> destinations = [];
        Link? fabric = setup.FabricGbps is { } gbps
            ? new Link(new SharedResource(clock, gbps / 8), Math.Min(gbps / 8, host.Network.BytesPerNs))
            : null;
        Dictionary<int, Link> racksOut = [], racksIn = [];
        Fleet fleet = new(clock);
        List<int> numbers = [];
        foreach (int sourceNumber in island)
        {
            SimulatedHost source = new(clock, host);
            for (int number = sourceNumber * setup.Guests; number < (sourceNumber + 1) * setup.Guests; number++)
            {
                int destinationNumber = DestinationOf(number, setup);
                if (!destinations.TryGetValue(destinationNumber, out SimulatedHost? destination))
                    destinations.Add(destinationNumber, destination = new SimulatedHost(clock, target));
                MigrationSetup one = setup.Migration with { Seed = setup.Migration.Seed + number };
                Link[] path =
                [
                    new(source.Network, host.Network.BytesPerNs),
                    .. Rack(racksOut, sourceNumber),
                    .. fabric is { } shared ? (Link[])[shared] : [],
                    .. Rack(racksIn, destinationNumber),
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

        return fabric?.Resource.Utilisation;

        IEnumerable<Link> Rack(Dictionary<int, Link> racks, int number)
        {
            if (setup is not { RackHosts: { } hosts, RackGbps: { } gbps }) return [];
            int rack = number / hosts;
            if (!racks.TryGetValue(rack, out Link link))
                racks.Add(rack, link = new Link(new SharedResource(clock, gbps / 8), Math.Min(gbps / 8, host.Network.BytesPerNs)));
            return [link];
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
        if (Representative(setup).SourceHosts < setup.SourceHosts && setup.RackHosts is not null)
        {
            throw new UsageException($"--rack-hosts: {(long)setup.SourceHosts * setup.Guests} guests are too many to simulate one by one, "
                + $"{MaxSimulatedGuests} is the limit, and fewer hosts would not fill their racks; simulate fewer, or one stage.");
        }
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
    /// The destination's interface counts where guests of several hosts meet, or where it is another than the source's; one host's own
    /// interface limits them already.
    /// </summary>
    private static bool HasOwnInterface(EvacuationSetup setup) =>
        setup.DestinationHosts < setup.SourceHosts || setup.Destination is not null;

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
