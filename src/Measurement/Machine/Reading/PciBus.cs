using MultifdBench.Core;

namespace MultifdBench.Measurement.Machine.Reading;

/// <summary>A PCI function.</summary>
/// <param name="Address">Domain, bus, device and function: <c>0000:6b:00.0</c>.</param>
/// <param name="DeviceId">Device id with its prefix: <c>0x4940</c>.</param>
/// <param name="Folder">Its folder in sysfs.</param>
internal sealed record PciFunction(string Address, string DeviceId, string Folder);

/// <summary>Finds Intel's functions on the PCI bus.</summary>
internal static class PciBus
{
    private const string Intel = "0x8086";

    /// <summary>Functions with one of the ids, in the order of their addresses.</summary>
    public static IEnumerable<PciFunction> Devices(HostRoots roots, IReadOnlyCollection<string> deviceIds)
    {
        string bus = Path.Combine(roots.Sys, "bus/pci/devices");
        return from address in HostFiles.Folders(bus)
               let id = HostFiles.Text(bus, address, "device")
               where id is not null && deviceIds.Contains(id) && HostFiles.Text(bus, address, "vendor") == Intel
               select new PciFunction(address, id, Path.Combine(bus, address));
    }
}
