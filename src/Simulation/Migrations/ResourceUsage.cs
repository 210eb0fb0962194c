using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>How busy one part was: 1 is all the time.</summary>
/// <param name="Name">The part, for people.</param>
/// <param name="Share">Share of the time, or of the capacity, in use.</param>
public readonly record struct ResourceUsage(string Name, double Share)
{
    /// <summary>Parts that each migration has for itself; it shares the others.</summary>
    private static readonly string[] OwnParts = ["migration thread", "source channels", "destination channels", "destination main thread"];

    /// <summary>Whether all migrations of a host share the part.</summary>
    internal bool IsShared => !OwnParts.Contains(Name);

    /// <summary>The busiest first.</summary>
    /// <param name="thread">The migration thread.</param>
    /// <param name="senders">The source's channels.</param>
    /// <param name="receivers">The destination's.</param>
    /// <param name="source">The source.</param>
    /// <param name="destination">The destination.</param>
    /// <param name="ns">Time that was simulated.</param>
    /// <param name="moreBusyNs">Likewise, how busy each part was in time that was reckoned.</param>
    /// <param name="moreNs">That time.</param>
    internal static IReadOnlyList<ResourceUsage> Of(
        MigrationThread thread, SourceChannel[] senders, DestinationChannel[] receivers, SimulatedHost source,
        SimulatedHost destination, long ns, double[]? moreBusyNs = null, long moreNs = 0)
    {
        ResourceUsage[] parts = [.. Parts(thread, senders, receivers, source, destination, ns)];
        for (int i = 0; i < parts.Length && moreBusyNs is not null; i++)
            parts[i] = parts[i] with { Share = ((parts[i].Share * ns) + moreBusyNs[i]) / Math.Max(1, ns + moreNs) };
        return [.. parts.OrderByDescending(part => part.Share)];
    }

    /// <summary>How long each part was busy in so many nanoseconds, always in the same order.</summary>
    internal static double[] BusyNs(MigrationThread thread, SourceChannel[] senders, DestinationChannel[] receivers, SimulatedHost source,
        SimulatedHost destination, long ns) =>
        [.. Parts(thread, senders, receivers, source, destination, ns).Select(part => part.Share * ns)];

    private static List<ResourceUsage> Parts(
        MigrationThread thread, SourceChannel[] senders, DestinationChannel[] receivers, SimulatedHost source,
        SimulatedHost destination, long ns)
    {
        double time = Math.Max(1, ns);
        List<ResourceUsage> parts =
        [
            new("migration thread", thread.Thread.BusyNs / time),
            new("source channels", senders.Average(sender => sender.Thread.BusyNs) / time),
            new("destination channels", receivers.Where(receiver => !receiver.IsMain).Average(receiver => receiver.Thread.BusyNs) / time),
            new("destination main thread", receivers.First(receiver => receiver.IsMain).Thread.BusyNs / time),
            new("source cores", source.Cpu.Utilisation),
            new("destination cores", destination.Cpu.Utilisation),
            new("network", source.Network.Utilisation),
            new("device page faults", destination.DeviceFaults.Utilisation),
        ];
        // The two sides may have other devices.
        parts.AddRange(source.Devices.Select(one => new ResourceUsage(one.Model.Parts.Compress, one.Compress.Utilisation)));
        parts.AddRange(destination.Devices.Select(one => new ResourceUsage(one.Model.Parts.Decompress, one.Decompress.Utilisation)));
        parts.Add(new("destination network", destination.Network.Utilisation));
        return parts;
    }
}
