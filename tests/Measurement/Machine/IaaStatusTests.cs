using MultifdBench.Core;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Machine.Idxd;

namespace MultifdBench.Tests.Measurement.Machine;

public sealed class IaaStatusTests
{
    [Fact]
    public void ConfiguredHost_IsAvailable_WithEveryDevice()
    {
        using var tree = HostTree.SapphireRapids();
        AcceleratorStatus status = tree.Read().Iaa.Status;
        Assert.Equal(Availability.Yes, status.Availability);
        Assert.Equal(["4 of 4 devices are usable"], status.Notes);
    }

    [Fact]
    public void Devices_AreReadWithQueuesAndEngines()
    {
        using var tree = HostTree.SapphireRapids();
        IReadOnlyList<IdxdDevice> devices = tree.Read().Iaa.Devices;
        Assert.Equal(["iax1", "iax3", "iax5", "iax7"], devices.Select(device => device.Name));
        Assert.Equal([0, 0, 1, 1], devices.Select(device => device.NumaNode));
        WorkQueueFacts queue = devices[0].Queues[0];
        Assert.Equal(("wq1.0", "shared", "user", 128L, 128L, 10L, 0L, true, 2097152L, 3L), (queue.Name, queue.Mode, queue.Type, queue.Size,
            queue.Threshold, queue.Priority, queue.GroupId, queue.BlockOnFault, queue.MaxTransferSize, queue.EnqcmdsRetries));
        Assert.Equal("/dev/iax/wq1.0", queue.Node.Path);
        Assert.Equal(8, devices[0].Engines.Count);
    }

    [Fact]
    public void NoDevice_OffersSoftware()
    {
        using var tree = new HostTree();
        AssertMissing(tree, "this host has no IAA device", "--qpl-path software");
    }

    [Fact]
    public void NoDriver_LoadsIt()
    {
        using var tree = HostTree.SapphireRapids();
        tree.Delete("sys/bus/dsa");
        AssertMissing(tree, "0000:61:02.0", "modprobe idxd", "modprobe idxd");
    }

    [Fact]
    public void ScalableModeOff_AddsTheBootParameter()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("pasid_enabled", "0");
        tree.Write("proc/cmdline", "quiet intel_iommu=on");
        AssertMissing(tree, "IOMMU scalable mode is off for iax1, iax3, iax5, iax7", "add intel_iommu=on,sm_on");
    }

    [Fact]
    public void ScalableModeOff_ThoughAskedFor_PointsToTheFirmware()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("pasid_enabled", "0");
        AssertMissing(tree, "although sm_on was given", "PCIe ENQCMD in the firmware");
    }

    [Fact]
    public void ScalableModeOff_WithoutAnyUnit_OrCapability_SaysWhich()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("pasid_enabled", "0");
        tree.Write("sys/class/iommu/dmar0/intel-iommu/ecap", "f050df");
        AssertMissing(tree, "lacks scalable mode", "firmware");
        tree.Delete("sys/class/iommu");
        AssertMissing(tree, "no IOMMU unit is active", "enable VT-d");
    }

    [Fact]
    public void IaaCrypto_IsRemovedBeforeQueuesAreConfigured()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("wq#.0/type", "kernel");
        tree.EachIaa("wq#.0/mode", "dedicated");
        tree.EachIaa("wq#.0/driver_name", "crypto");
        IReadOnlyList<string> commands = AssertMissing(tree, "iaa_crypto holds the queues of iax1, iax3, iax5, iax7",
            "accel-config disable-wq iax1/wq1.0 && accel-config disable-device iax1 && modprobe -r iaa_crypto");
        int removed = commands.ToList().IndexOf("modprobe -r iaa_crypto");
        Assert.Equal(8, removed);
        Assert.All(commands.Take(removed), command => Assert.Contains("disable", command, StringComparison.Ordinal));
        Assert.Contains("accel-config enable-wq iax7/wq7.0", commands.Skip(removed));
    }

    [Fact]
    public void IaaCrypto_IsKnownByItsLabel_OnKernelsWithoutDriverName()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("wq#.0/type", "kernel");
        tree.EachIaa("wq#.0/driver_name", "");
        tree.EachIaa("wq#.0/name", "iaa_crypto");
        AssertMissing(tree, "iaa_crypto holds", "modprobe -r iaa_crypto");
    }

    [Fact]
    public void NothingConfigured_ConfiguresAllSteps_InOrder()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("state", "disabled");
        tree.EachIaa("wq#.0/state", "disabled");
        tree.EachIaa("wq#.0/type", "none");
        tree.EachEngine("-1");
        IReadOnlyList<string> commands =
            AssertMissing(tree, "no work queue for user programs", "as root: for engine in engine1.0 engine1.1");
        Assert.Equal(
            [
                "for engine in engine1.0 engine1.1 engine1.2 engine1.3 engine1.4 engine1.5 engine1.6 engine1.7; do accel-config "
                    + "config-engine iax1/$engine -g 0; done",
                "accel-config config-wq iax1/wq1.0 -g 0 -s 128 -t 128 -p 10 -b 1 -m shared -y user -n app1 -d user",
                "accel-config enable-device iax1",
                "accel-config enable-wq iax1/wq1.0",
            ],
            commands.Take(4));
        Assert.Equal(16, commands.Count);
    }

    [Fact]
    public void OnlyDedicatedQueues_AreMadeShared()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("wq#.0/mode", "dedicated");
        IReadOnlyList<string> commands = AssertMissing(tree, "the user queues are dedicated (iax1/wq1.0, ", "-m shared -y user");
        Assert.Equal(["accel-config disable-wq iax1/wq1.0", "accel-config disable-device iax1"], commands.Take(2));
    }

    [Fact]
    public void NoEngineInTheGroup_AddsThem()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("state", "disabled");
        tree.EachIaa("wq#.0/state", "disabled");
        tree.EachIaa("wq#.0/group_id", "2");
        AssertMissing(tree, "no engine is in the group of iax1/wq1.0",
            "accel-config config-engine iax1/$engine -g 2; done && accel-config enable-device iax1 && accel-config enable-wq iax1/wq1.0");
    }

    [Fact]
    public void DisabledDevice_IsEnabled_AndItsQueue()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("state", "disabled");
        tree.EachIaa("wq#.0/state", "disabled");
        AssertMissing(tree, "device iax1, iax3, iax5, iax7 is configured but disabled",
            "as root: accel-config enable-device iax1 && accel-config enable-wq iax1/wq1.0; the same for iax3, iax5, iax7");
    }

    [Fact]
    public void DisabledQueue_IsEnabled()
    {
        using var tree = HostTree.SapphireRapids();
        tree.EachIaa("wq#.0/state", "disabled");
        AssertMissing(tree, "work queue iax1/wq1.0", "as root: accel-config enable-wq iax1/wq1.0; the same");
    }

    [Fact]
    public void NodeAbsent_SuggestsPassingItIn()
    {
        using var tree = HostTree.SapphireRapids();
        tree.Delete("dev/iax");
        AssertMissing(tree, "/dev/iax/wq1.0, /dev/iax/wq3.0", "--device /dev/iax/wq1.0");
    }

    [Fact]
    public void NodeNotAccessible_GivesTheGroup()
    {
        using var tree = HostTree.SapphireRapids();
        tree.CanReadWrite = _ => false;
        AssertMissing(tree, "may not be read and written", "usermod -aG dsadev");
    }

    [Fact]
    public void NoAccelConfigLibrary_InstallsIt()
    {
        using var tree = HostTree.SapphireRapids();
        tree.Delete("usr/lib");
        AssertMissing(tree, "libaccel-config.so.1 does not load", "apt install libaccel-config1");
        tree.EachIaa("wq#.0/state", "disabled");
        AssertMissing(tree, "work queue iax1/wq1.0", "apt install accel-config libaccel-config1 && accel-config enable-wq");
    }

    [Fact]
    public void OneUsableDevice_IsEnough_AndTheOthersAreNamed()
    {
        using var tree = HostTree.SapphireRapids();
        tree.Write("sys/bus/dsa/devices/iax3/wq3.0/state", "disabled");
        tree.Write("sys/bus/dsa/devices/iax1/wq1.0/block_on_fault", "0");
        AcceleratorStatus status = tree.Read().Iaa.Status;
        Assert.True(status.Availability.IsAvailable);
        Assert.Equal("3 of 4 devices are usable", status.Notes[0]);
        Assert.Contains(status.Notes, note => note.Contains("iax3/wq3.0 is configured but disabled", StringComparison.Ordinal));
        Assert.Contains(status.Notes, note => note.Contains("iax1/wq1.0 has block_on_fault 0", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryAttributeMayBeMissing()
    {
        using var tree = new HostTree();
        tree.Write("sys/bus/dsa/devices/iax1/wq1.0/state", "");
        Assert.False(tree.Read().Iaa.Status.Availability.IsAvailable);
    }

    private static IReadOnlyList<string> AssertMissing(HostTree tree, string reason, string remedy, params string[] commands)
    {
        AcceleratorStatus status = tree.Read().Iaa.Status;
        Assert.False(status.Availability.IsAvailable);
        Assert.Contains(reason, status.Availability.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, status.Availability.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', status.Availability.ToString());
        if (commands.Length > 0) Assert.Equal(commands, status.Commands);
        return status.Commands;
    }
}
