using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Tests.Measurement.Machine;

namespace MultifdBench.Tests.Guest;

public sealed class MemoryBudgetTests
{
    [Theory]
    [InlineData(8 * Units.GiB, 2 * Units.GiB, Units.GiB, Units.GiB)] // the container's limit, less what it uses
    [InlineData(512 * Units.MiB, 2 * Units.GiB, Units.GiB, 512 * Units.MiB)] // the machine has less than the container may use
    [InlineData(8 * Units.GiB, Units.GiB, 2 * Units.GiB, 0)] // a limit that was lowered below the use
    public void Available_IsWhatBothTheMachineAndTheContainerLeave(long free, long limit, long used, long expected)
    {
        using HostTree tree = new();
        tree.Write("proc/meminfo", $"MemTotal: 99999999 kB\nMemFree: 1 kB\nMemAvailable:   {free / Units.KiB} kB");
        tree.Write("proc/self/cgroup", "0::/");
        tree.Write("proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
        tree.Write("sys/fs/cgroup/memory.max", $"{limit}");
        tree.Write("sys/fs/cgroup/memory.current", $"{used}");
        Assert.Equal(expected, MemoryBudget.AvailableBytes(tree.Root));
    }

    [Fact]
    public void Nothing_IsKnownOfAnEmptyCopy()
    {
        using HostTree tree = new();
        Assert.Null(MemoryBudget.AvailableBytes(tree.Root));
        tree.Write("proc/meminfo", "MemAvailable: 4 kB");
        Assert.Equal(4096, MemoryBudget.AvailableBytes(tree.Root));
    }

    [Fact]
    public void More_IsRefusedWithBothFigures()
    {
        MemoryBudget.Demand(Units.GiB, "guest memory", Units.GiB);
        UsageException e = Assert.Throws<UsageException>(() => MemoryBudget.Demand(2 * Units.GiB, "guest memory", Units.GiB));
        const string Expected =
            "2.00 GiB of guest memory are more than the 1.00 GiB that this machine has available; choose a smaller --memory.";
        Assert.Equal(Expected, e.Message);
    }
}
