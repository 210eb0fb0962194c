using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>How busy one part was: 1 is all the time.</summary>
/// <param name="Name">The part, for people.</param>
/// <param name="Share">Share of the time, or of the capacity, in use.</param>
public readonly record struct ResourceUsage(string Name, double Share)
{
    internal static IReadOnlyList<ResourceUsage> Of(
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
        if (source.IaaCompress is { } compress) parts.Add(new("IAA compress units", compress.Utilisation));
        if (destination.IaaDecompress is { } decompress) parts.Add(new("IAA decompress units", decompress.Utilisation));
        if (source.QatCompress is { } qatCompress) parts.Add(new("QAT compression", qatCompress.Utilisation));
        if (destination.QatDecompress is { } qatDecompress) parts.Add(new("QAT decompression", qatDecompress.Utilisation));
        return [.. parts.OrderByDescending(part => part.Share)];
    }
}
