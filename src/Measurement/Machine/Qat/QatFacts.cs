using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Qat;

/// <summary>All that this host has for QAT.</summary>
public sealed record QatFacts
{
    /// <summary>The library behind the method <c>qatzip</c> and the accelerator <c>qat</c>.</summary>
    internal const string QatzipLibrary = "libqatzip.so.3";

    private static readonly string[] PhysicalIds = ["0x4940", "0x4942", "0x4944", "0x4946"];
    private static readonly string[] VirtualIds = ["0x4941", "0x4943", "0x4945", "0x4947"];

    /// <summary>Whether QAT can be used, or what is missing.</summary>
    public required AcceleratorStatus Status { get; init; }

    /// <summary>Physical functions, then virtual ones.</summary>
    public required IReadOnlyList<QatDevice> Devices { get; init; }

    /// <summary>The control node of the vendor's own (out-of-tree) driver.</summary>
    public required DeviceNode AdfCtl { get; init; }

    /// <summary>Whether <c>/dev/vfio/vfio</c> is there, through which processes get virtual functions.</summary>
    public required DeviceNode Vfio { get; init; }

    /// <summary>Whether the dynamic loader finds libqatzip.</summary>
    public required bool HasQatzipLibrary { get; init; }

    /// <summary>Reads devices, nodes and libraries, and judges them.</summary>
    /// <param name="roots">Where to look.</param>
    /// <param name="lockedMemoryLimitBytes">Memory that this process may lock; null for no limit or unknown.</param>
    public static QatFacts Read(HostRoots roots, long? lockedMemoryLimitBytes)
    {
        QatDevice[] devices =
        [
            .. PciBus.Devices(roots, PhysicalIds).Select(pci => Device(roots, pci, isVirtual: false)),
            .. PciBus.Devices(roots, VirtualIds).Select(pci => Device(roots, pci, isVirtual: true)),
        ];
        DeviceNode adfCtl = roots.Node("qat_adf_ctl");
        bool qatzip = roots.HasLibrary(QatzipLibrary);
        return new QatFacts
        {
            Status = QatStatus.Of(devices, adfCtl, qatzip, lockedMemoryLimitBytes),
            Devices = devices,
            AdfCtl = adfCtl,
            Vfio = roots.Node("vfio/vfio"),
            HasQatzipLibrary = qatzip,
        };
    }

    private static QatDevice Device(HostRoots roots, PciFunction pci, bool isVirtual) => new()
    {
        Address = pci.Address,
        DeviceId = pci.DeviceId,
        IsVirtual = isVirtual,
        Driver = HostFiles.LinkName(pci.Folder, "driver"),
        State = HostFiles.Text(pci.Folder, "qat/state"),
        CfgServices = HostFiles.Text(pci.Folder, "qat/cfg_services"),
        NumaNode = HostFiles.Number(pci.Folder, "numa_node"),
        VirtualFunctions = isVirtual ? null : HostFiles.Number(pci.Folder, "sriov_numvfs"),
        PmIdleEnabled = HostFiles.Flag(pci.Folder, "qat/pm_idle_enabled"),
        Node = isVirtual && HostFiles.LinkName(pci.Folder, "iommu_group") is { } group ? roots.Node($"vfio/{group}") : null,
    };
}
