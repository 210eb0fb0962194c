using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Measurement.Machine.Resources;

namespace MultifdBench.Measurement.Machine.Idxd;

/// <summary>All that this host has for IAA.</summary>
public sealed record IaaFacts
{
    /// <summary>The library through which QPL finds devices.</summary>
    internal const string AccelConfigLibrary = "libaccel-config.so.1";

    /// <summary>Intel's Query Processing Library.</summary>
    internal const string QplLibrary = "libqpl.so.1";

    /// <summary>IAA on the PCI bus, with or without a driver [Linux drivers/dma/idxd]; the later ids are newer processors.</summary>
    private static readonly string[] PciIds = ["0x0cfe", "0x1216", "0xb02d", "0xfd2d"];

    /// <summary>Whether IAA can be used, or what is missing.</summary>
    public required AcceleratorStatus Status { get; init; }

    /// <summary>Devices.</summary>
    public required IReadOnlyList<IdxdDevice> Devices { get; init; }

    /// <summary>Addresses on the PCI bus; more than <see cref="Devices"/> when the driver is missing.</summary>
    public required IReadOnlyList<string> PciAddresses { get; init; }

    /// <summary>Whether the dynamic loader finds libaccel-config.</summary>
    public required bool HasAccelConfigLibrary { get; init; }

    /// <summary>Whether the dynamic loader finds libqpl.</summary>
    public required bool HasQplLibrary { get; init; }

    /// <summary>Reads devices and libraries, and judges them.</summary>
    public static IaaFacts Read(HostRoots roots, IommuFacts iommu)
    {
        IReadOnlyList<IdxdDevice> devices = IdxdReader.Iaa(roots);
        IReadOnlyList<string> pci = [.. PciBus.Devices(roots, PciIds).Select(device => device.Address)];
        bool accelConfig = roots.HasLibrary(AccelConfigLibrary);
        bool qpl = roots.HasLibrary(QplLibrary);
        return new IaaFacts
        {
            Status = IaaStatus.Of(devices, pci, iommu, accelConfig, qpl),
            Devices = devices,
            PciAddresses = pci,
            HasAccelConfigLibrary = accelConfig,
            HasQplLibrary = qpl,
        };
    }
}
