using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Resources;

namespace MultifdBench.Measurement.Machine.Idxd;

/// <summary>
/// Judges whether QPL could use IAA here. The host is as far as its best device; the reason and the remedy are about the devices that are
/// that far, from the first missing step on.
/// </summary>
internal static class IaaStatus
{
    private const string InstallTools = "apt install accel-config libaccel-config1";

    /// <summary>The verdict on a host.</summary>
    public static AcceleratorStatus Of(IReadOnlyList<IdxdDevice> devices, IReadOnlyList<string> pci, IommuFacts iommu,
        bool hasAccelConfig, bool hasQpl)
    {
        if (devices.Count == 0) return NoDevice(pci);
        IaaDeviceCheck[] checks = [.. devices.Select(device => IaaDeviceCheck.Of(device, iommu))];
        IaaStep furthest = checks.Max(check => check.Step);
        if (furthest == IaaStep.Usable) return hasAccelConfig ? Usable(checks, hasQpl) : NoAccelConfig();
        IaaDeviceCheck[] stuck = [.. checks.Where(check => check.Step == furthest)];
        return furthest == IaaStep.ScalableModeOff ? ScalableModeOff(stuck, iommu) : Missing(stuck, hasAccelConfig);
    }

    private static AcceleratorStatus NoDevice(IReadOnlyList<string> pci) => pci.Count == 0
        ? No(
            "this host has no IAA device: none on the PCI bus (8086:0cfe) and no iax under /sys/bus/dsa/devices",
            "use --qpl-path software, or simulate it; IAA is in Xeon processors from Sapphire Rapids on, where the model or Intel On "
                + "Demand has it enabled")
        : No(
            $"IAA is on the PCI bus ({string.Join(", ", pci)}), but no driver has it: no iax under /sys/bus/dsa/devices",
            "modprobe idxd; IAA 1.0 needs kernel 5.18 or later with CONFIG_INTEL_IDXD, IAA 2.0 needs 6.3",
            ["modprobe idxd"]);

    private static AcceleratorStatus NoAccelConfig() => No(
        $"{IaaFacts.AccelConfigLibrary} does not load, and QPL finds devices through it (its status 501)",
        "apt install libaccel-config1; version 4.0 or later is better, IAA 2.0 needs it",
        ["apt install libaccel-config1"]);

    private static AcceleratorStatus ScalableModeOff(IaaDeviceCheck[] stuck, IommuFacts iommu)
    {
        string evidence = stuck.All(check => check.Device.PasidEnabled == false) ? "pasid_enabled 0" : "nothing shows it on";
        string reason =
            $"IOMMU scalable mode is off for {Names(stuck)} ({evidence}), so shared queues, the only ones QPL uses, cannot exist";
        if (iommu.Units.Count == 0)
            return No(reason + "; no IOMMU unit is active", "enable VT-d in the firmware and boot with intel_iommu=on,sm_on",
                BootParameter);
        if (iommu.ScalableModeCapable == false)
            return No(reason + "; the IOMMU lacks scalable mode (ECAP.SMTS)",
                "enable VT-d scalable mode in the firmware, or in the hypervisor's virtual IOMMU");
        return iommu.ScalableModeRequested
            ? No(reason + " although sm_on was given at boot",
                "enable VT-d and PCIe ENQCMD in the firmware; the kernel needs CONFIG_INTEL_IOMMU_SVM and CONFIG_INTEL_IDXD_SVM")
            : No(reason, "add intel_iommu=on,sm_on to GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub and reboot", BootParameter);
    }

    private static readonly string[] BootParameter =
        ["sed -i 's/^GRUB_CMDLINE_LINUX=\"/&intel_iommu=on,sm_on /' /etc/default/grub", "update-grub", "reboot"];

    private static AcceleratorStatus Missing(IaaDeviceCheck[] stuck, bool hasAccelConfig)
    {
        IReadOnlyList<string> first = AccelConfig.Commands([stuck[0]]);
        string remedy =
            first.Count == 0 ? WithoutCommand(stuck[0]) : "as root: " + string.Join(" && ", Tools(hasAccelConfig).Concat(first));
        return No(IaaReasons.Of(stuck), remedy + TheOthers(stuck),
            first.Count == 0 ? [] : [.. Tools(hasAccelConfig), .. AccelConfig.Commands(stuck)]);
    }

    private static string TheOthers(IaaDeviceCheck[] stuck)
    {
        string names = string.Join(", ", stuck.Skip(1).Select(check => check.Device.Name));
        if (names.Length == 0) return "";
        return stuck[0].Step == IaaStep.HeldByIaaCrypto
            ? $"; disable {names} and their queues before the module too, then configure them the same way"
            : $"; the same for {names}";
    }

    private static string[] Tools(bool hasAccelConfig) => hasAccelConfig ? [] : [InstallTools];

    private static string WithoutCommand(IaaDeviceCheck check) =>
        $"in a container, pass the node in (--device {check.Queue!.Node.Path}); on the host, check udev and the idxd driver's messages "
            + "(dmesg | grep idxd)";

    private static AcceleratorStatus Usable(IaaDeviceCheck[] checks, bool hasQpl)
    {
        List<string> notes = [$"{checks.Count(check => check.Step == IaaStep.Usable)} of {checks.Length} devices are usable"];
        notes.AddRange(checks.Where(check => check.Step != IaaStep.Usable).Select(check => IaaReasons.Of([check])));
        notes.AddRange(
            from check in checks
            where check is { Step: IaaStep.Usable, Queue.BlockOnFault: false }
            select $"{check.Device.Name}/{check.Queue!.Name} has block_on_fault 0: pages that are not resident come back as errors (303, "
                + "431), so touch buffers first or configure it with -b 1");
        if (!hasQpl)
            notes.Add($"{IaaFacts.QplLibrary} was not found by the loader: hardware needs it (Debian unstable: libqpl1; else build "
                + "intel/qpl with -DQPL_LIBRARY_TYPE=SHARED)");
        return new AcceleratorStatus(Availability.Yes, [], notes);
    }

    private static string Names(IaaDeviceCheck[] checks) => string.Join(", ", checks.Select(check => check.Device.Name));

    private static AcceleratorStatus No(string reason, string remedy, IReadOnlyList<string>? commands = null) =>
        new(Availability.No(reason, remedy), commands ?? [], []);
}
