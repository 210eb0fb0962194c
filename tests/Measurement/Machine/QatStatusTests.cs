using MultifdBench.Measurement.Machine;

namespace MultifdBench.Tests.Measurement.Machine;

public sealed class QatStatusTests
{
    private const string Physical = "sys/bus/pci/devices/0000:6b:00.0";
    private const string Virtual = "sys/bus/pci/devices/0000:6b:00.1";

    [Fact]
    public void ConfiguredHost_IsAvailable_WithNotes()
    {
        using HostTree tree = Configured();
        AcceleratorStatus status = tree.Read().Qat.Status;
        Assert.True(status.Availability.IsAvailable, status.Availability.ToString());
        Assert.Contains(status.Notes, note => note.Contains("may lock 8.00 MiB", StringComparison.Ordinal));
        Assert.Contains(status.Notes, note => note.Contains("libqatzip.so.3", StringComparison.Ordinal));
    }

    [Fact]
    public void NoDevice_SaysSo()
    {
        using var tree = new HostTree();
        AssertMissing(tree, "this host has no QAT device", "--multifd-compression-accel none");
    }

    [Fact]
    public void NoDriver_LoadsIt()
    {
        using HostTree tree = Configured();
        tree.Delete($"{Physical}/qat");
        AssertMissing(tree, "0000:6b:00.0", "modprobe qat_4xxx");
    }

    [Fact]
    public void DeviceDown_IsStarted()
    {
        using HostTree tree = Configured();
        tree.Write($"{Physical}/qat/state", "down");
        AssertMissing(tree, "0000:6b:00.0 is down", "echo up > /sys/bus/pci/devices/0000:6b:00.0/qat/state");
    }

    [Fact]
    public void OnlyCryptography_IsReconfigured()
    {
        using HostTree tree = Configured();
        tree.Write($"{Physical}/qat/cfg_services", "sym;asym");
        AssertMissing(tree, "configured for 'sym;asym'", "echo dc > /sys/bus/pci/devices/0000:6b:00.0/qat/cfg_services");
    }

    [Fact]
    public void NoVirtualFunction_OrAnotherDriver_StartsTheService()
    {
        using HostTree tree = Configured();
        tree.Delete($"{Virtual}/driver");
        AssertMissing(tree, "not bound to vfio-pci", "systemctl enable --now qat");
        tree.Delete(Virtual);
        AssertMissing(tree, "no virtual function of QAT is switched on", "apt install qatlib-service");
    }

    [Fact]
    public void Node_AbsentOrForbidden_IsToldApart()
    {
        using HostTree tree = Configured();
        tree.CanReadWrite = _ => false;
        AssertMissing(tree, "/dev/vfio/42 may not be read and written", "usermod -aG qat");
        tree.Delete("dev/vfio/42");
        AssertMissing(tree, "/dev/vfio/42 does not exist", "--device /dev/vfio/42");
    }

    [Fact]
    public void VendorDriver_NeedsItsControlNode()
    {
        using var tree = new HostTree();
        tree.Write("dev/qat_adf_ctl", "");
        Assert.True(tree.Read().Qat.Status.Availability.IsAvailable);
        tree.CanReadWrite = _ => false;
        AssertMissing(tree, "/dev/qat_adf_ctl may not be read", "usermod -aG qat");
    }

    private static HostTree Configured()
    {
        var tree = HostTree.SapphireRapids();
        foreach ((string folder, string id) in new[] { (Physical, "0x4940"), (Virtual, "0x4941") })
        {
            tree.Write($"{folder}/vendor", "0x8086");
            tree.Write($"{folder}/device", id);
        }

        tree.Write($"{Physical}/qat/state", "up");
        tree.Write($"{Physical}/qat/cfg_services", "asym;dc");
        tree.Link($"{Virtual}/driver", "../../../../bus/pci/drivers/vfio-pci");
        tree.Link($"{Virtual}/iommu_group", "../../../../kernel/iommu_groups/42");
        tree.Write("dev/vfio/42", "");
        return tree;
    }

    private static void AssertMissing(HostTree tree, string reason, string remedy)
    {
        AcceleratorStatus status = tree.Read().Qat.Status;
        Assert.False(status.Availability.IsAvailable);
        Assert.Contains(reason, status.Availability.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, status.Availability.Remedy, StringComparison.Ordinal);
    }
}
