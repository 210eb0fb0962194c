using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Idxd;

/// <summary>Reads the devices of the idxd driver from sysfs.</summary>
internal static class IdxdReader
{
    /// <summary>IAA devices.</summary>
    public static IReadOnlyList<IdxdDevice> Iaa(HostRoots roots) => Devices(roots, "iax");

    /// <summary>DSA devices: no compression, but they share the driver and show that it works.</summary>
    public static IReadOnlyList<IdxdDevice> Dsa(HostRoots roots) => Devices(roots, "dsa");

    private static IdxdDevice[] Devices(HostRoots roots, string kind)
    {
        string bus = Path.Combine(roots.Sys, "bus/dsa/devices");
        return [.. HostFiles.Folders(bus, kind + "*").Select(name => Device(roots, kind, Path.Combine(bus, name), name))];
    }

    private static IdxdDevice Device(HostRoots roots, string kind, string folder, string name) => new()
    {
        Name = name,
        State = HostFiles.Text(folder, "state"),
        Version = HostFiles.Text(folder, "version"),
        NumaNode = HostFiles.Number(folder, "numa_node"),
        PasidEnabled = HostFiles.Flag(folder, "pasid_enabled"),
        Configurable = HostFiles.Flag(folder, "configurable"),
        MaxTransferSize = HostFiles.Number(folder, "max_transfer_size"),
        QueueEntries = HostFiles.Number(folder, "max_work_queues_size"),
        GenCap = HostFiles.Text(folder, "gen_cap"),
        IaaCap = HostFiles.Text(folder, "iaa_cap"),
        Errors = HostFiles.Text(folder, "errors"),
        Engines = [.. HostFiles.Folders(folder, "engine*")
            .Select(engine => new IdxdEngine(engine, HostFiles.Number(folder, engine, "group_id")))],
        Queues = [.. HostFiles.Folders(folder, "wq*").Select(queue => Queue(roots, kind, Path.Combine(folder, queue), queue))],
    };

    private static WorkQueueFacts Queue(HostRoots roots, string kind, string folder, string name) => new()
    {
        Name = name,
        State = HostFiles.Text(folder, "state"),
        Mode = HostFiles.Text(folder, "mode"),
        Type = HostFiles.Text(folder, "type"),
        DriverName = HostFiles.Text(folder, "driver_name"),
        Label = HostFiles.Text(folder, "name"),
        Size = HostFiles.Number(folder, "size"),
        Threshold = HostFiles.Number(folder, "threshold"),
        Priority = HostFiles.Number(folder, "priority"),
        GroupId = HostFiles.Number(folder, "group_id"),
        BlockOnFault = HostFiles.Flag(folder, "block_on_fault"),
        MaxTransferSize = HostFiles.Number(folder, "max_transfer_size"),
        EnqcmdsRetries = HostFiles.Number(folder, "enqcmds_retries"),
        Node = roots.Node($"{kind}/{name}"),
    };
}
