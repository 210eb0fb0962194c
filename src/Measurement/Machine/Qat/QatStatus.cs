using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Qat;

/// <summary>
/// Judges whether QATzip could use QAT here. Two stacks exist: the kernel's driver with virtual functions handed to processes through
/// VFIO by qatmgr, and the vendor's own driver with <c>/dev/qat_adf_ctl</c>.
/// </summary>
internal static class QatStatus
{
    private const long PinnedBytesWanted = 200_000_000; // what qatlib's documentation asks for

    /// <summary>The verdict on a host.</summary>
    public static AcceleratorStatus Of(IReadOnlyList<QatDevice> devices, DeviceNode adfCtl, bool hasQatzip, long? lockedMemoryLimitBytes)
    {
        if (devices.Count == 0 && !adfCtl.Exists) return NoDevice();
        AcceleratorStatus? missing = adfCtl.Exists ? MissingInVendorStack(adfCtl) : MissingInKernelStack(devices);
        return missing ?? new AcceleratorStatus(Availability.Yes, [], [.. Notes(devices, hasQatzip, lockedMemoryLimitBytes)]);
    }

    private static AcceleratorStatus NoDevice() => No(
        "this host has no QAT device: none of the 4xxx family on the PCI bus (8086:4940 to 4947) and no /dev/qat_adf_ctl",
        "use --multifd-compression-accel none, or simulate it; QAT is in Xeon processors from Sapphire Rapids on, where the model "
            + "has it enabled");

    private static AcceleratorStatus? MissingInVendorStack(DeviceNode adfCtl) => adfCtl.ReadWrite ? null : NoAccess(adfCtl.Path);

    private static AcceleratorStatus? MissingInKernelStack(IReadOnlyList<QatDevice> devices)
    {
        QatDevice[] physical = [.. devices.Where(device => !device.IsVirtual)];
        if (physical.Length > 0 && MissingInDriver(physical) is { } missing) return missing;
        QatDevice[] ready = [.. devices.Where(device => device is { IsVirtual: true, Driver: "vfio-pci", Node: not null })];
        if (ready.Length == 0) return NoVirtualFunction(devices.Any(device => device.IsVirtual));
        if (ready.Any(device => device.Node!.ReadWrite)) return null;
        DeviceNode node = ready[0].Node!;
        return node.Exists ? NoAccess(node.Path) : No($"{node.Path} does not exist, so no process can open a virtual function of QAT",
            $"in a container, pass it in (--device /dev/vfio/vfio --device {node.Path})");
    }

    private static AcceleratorStatus? MissingInDriver(QatDevice[] physical)
    {
        if (physical.All(device => device.State is null))
        {
            return No(
                $"QAT is on the PCI bus ({Addresses(physical)}), but the kernel's driver does not run it",
                "as root: modprobe qat_4xxx; it needs the firmware qat_4xxx.bin (Debian: firmware-misc-nonfree or firmware-intel-misc) "
                    + "and kernel 6.0 or later",
                ["modprobe qat_4xxx"]);
        }

        QatDevice[] up = [.. physical.Where(device => device.State == "up")];
        if (up.Length == 0) return Down(physical.First(device => device.State is not null));
        return up.Any(device => device.Compresses) ? null : NotCompression(up[0]);
    }

    private static AcceleratorStatus Down(QatDevice device)
    {
        string[] commands =
            device.Compresses ? [Write("up", device, "state")] : [Write("dc", device, "cfg_services"), Write("up", device, "state")];
        return Commands($"QAT device {device.Address} is down", [.. commands, "systemctl restart qat"]);
    }

    private static AcceleratorStatus NotCompression(QatDevice device) => Commands(
        $"QAT device {device.Address} is configured for '{device.CfgServices}', which has no compression (dc)",
        [
            "systemctl stop qat", Write("down", device, "state"), Write("dc", device, "cfg_services"), Write("up", device, "state"),
            "echo ServicesEnabled=dc >> /etc/default/qat", "systemctl start qat",
        ]);

    private static AcceleratorStatus NoVirtualFunction(bool exist) => Commands(
        exist ? "the virtual functions of QAT are not bound to vfio-pci" : "no virtual function of QAT is switched on",
        ["apt install qatlib-service", "modprobe vfio-pci", "systemctl enable --now qat"],
        "; boot with intel_iommu=on if it fails");

    private static AcceleratorStatus NoAccess(string path) => No(
        $"{path} may not be read and written by this user",
        "as root: usermod -aG qat USER, then log in again; or run as root",
        ["usermod -aG qat USER"]);

    private static IEnumerable<string> Notes(IReadOnlyList<QatDevice> devices, bool hasQatzip, long? lockedMemoryLimitBytes)
    {
        if (lockedMemoryLimitBytes < PinnedBytesWanted)
            yield return $"this process may lock {Units.FormatSize(lockedMemoryLimitBytes.Value)} of memory; QAT's pinned buffers want "
                + "200 MB (ulimit -l 200000, or memlock in /etc/security/limits.conf) unless run as root";
        foreach (QatDevice device in devices.Where(device => device.PmIdleEnabled == true))
            yield return $"{device.Address} may sleep when idle (pm_idle_enabled 1), which adds latency to the first jobs";
        if (!hasQatzip)
            yield return $"{QatFacts.QatzipLibrary} was not found by the loader: apt install libqatzip3 (Debian 13, Ubuntu "
                + "24.04 and later)";
    }

    private static string Write(string value, QatDevice device, string attribute) =>
        $"echo {value} > /sys/bus/pci/devices/{device.Address}/qat/{attribute}";

    private static string Addresses(QatDevice[] devices) => string.Join(", ", devices.Select(device => device.Address));

    private static AcceleratorStatus Commands(string reason, string[] commands, string hint = "") =>
        No(reason, "as root: " + string.Join(" && ", commands) + hint, commands);

    private static AcceleratorStatus No(string reason, string remedy, IReadOnlyList<string>? commands = null) =>
        new(Availability.No(reason, remedy), commands ?? [], []);
}
