using MultifdBench.Core;
using MultifdBench.Tests.Measurement.Machine;

namespace MultifdBench.Tests.CoreTests;

/// <summary>Limits of control groups of both versions, as containers, services and nested groups have them.</summary>
public sealed class ControlGroupsTests
{
    private const string Unified = "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate";

    [Fact]
    public void Version2_TheTightestGroupOfThoseAboveDecides()
    {
        using HostTree tree = new();
        tree.Write("proc/self/cgroup", "0::/job/step");
        tree.Write("proc/self/mountinfo", $"1 1 0:1 / / rw - ext4 /dev/x rw\n{Unified}");
        tree.Write("sys/fs/cgroup/job/step/memory.max", "max");
        tree.Write("sys/fs/cgroup/job/step/memory.current", "1000");
        tree.Write("sys/fs/cgroup/job/step/cpu.max", "150000 100000");
        tree.Write("sys/fs/cgroup/job/memory.max", "5000");
        tree.Write("sys/fs/cgroup/job/memory.high", "4000");
        tree.Write("sys/fs/cgroup/job/memory.current", "3000");
        tree.Write("sys/fs/cgroup/job/cpu.max", "110000 100000");
        ControlGroups groups = ControlGroups.Read(tree.Root);
        Assert.Equal((4000, 1000, 1.1), (groups.MemoryLimitBytes, groups.MemoryLeftBytes, groups.CpuQuotaCores));
    }

    [Fact]
    public void TightestLimitAndLeastLeft_NeedNotBeOneGroups()
    {
        using HostTree tree = new();
        tree.Write("proc/self/cgroup", "0::/job/step");
        tree.Write("proc/self/mountinfo", Unified);
        tree.Write("sys/fs/cgroup/job/step/memory.max", "4000");
        tree.Write("sys/fs/cgroup/job/step/memory.current", "500");
        tree.Write("sys/fs/cgroup/job/memory.max", "8000");
        tree.Write("sys/fs/cgroup/job/memory.current", "7900");
        ControlGroups groups = ControlGroups.Read(tree.Root);
        Assert.Equal((4000, 100, null), (groups.MemoryLimitBytes, groups.MemoryLeftBytes, groups.CpuQuotaCores));
    }

    [Fact]
    public void PageCacheOfFiles_CountsAsFree()
    {
        using HostTree tree = new();
        tree.Write("proc/self/cgroup", "0::/");
        tree.Write("proc/self/mountinfo", Unified);
        tree.Write("sys/fs/cgroup/memory.max", "10000");
        tree.Write("sys/fs/cgroup/memory.current", "9000");
        tree.Write("sys/fs/cgroup/memory.stat", "anon 2000\nfile 6900\ninactive_file 4000\nactive_file 2500\nslab 50");
        Assert.Equal(7500, ControlGroups.Read(tree.Root).MemoryLeftBytes);
    }

    [Theory]
    [InlineData("/", "/docker/abc", "docker/abc/")] // the host's hierarchy is mounted
    [InlineData("/docker/abc", "/docker/abc", "")] // the container's own group alone is
    [InlineData("/", "/../other", "")] // a group outside what is mounted
    public void Version1_FindsTheGroupBelowItsMount(string top, string group, string folder)
    {
        using HostTree tree = new();
        tree.Write("proc/self/cgroup", $"9:name=systemd:/\n8:cpu,cpuacct:{group}\n4:memory:{group}\n0::/");
        tree.Write("proc/self/mountinfo", $"{MemoryV1(top)}\n{CpuV1(top)}\n{Unified}/unified");
        tree.Write($"sys/fs/cgroup/memory/{folder}memory.limit_in_bytes", "6000");
        tree.Write($"sys/fs/cgroup/memory/{folder}memory.usage_in_bytes", "3500");
        tree.Write(
            $"sys/fs/cgroup/memory/{folder}memory.stat", "inactive_file 1\nactive_file 2\ntotal_inactive_file 300\ntotal_active_file 200");
        tree.Write($"sys/fs/cgroup/cpu,cpuacct/{folder}cpu.cfs_quota_us", "50000");
        tree.Write($"sys/fs/cgroup/cpu,cpuacct/{folder}cpu.cfs_period_us", "100000");
        ControlGroups groups = ControlGroups.Read(tree.Root);
        Assert.Equal((6000, 3000, 0.5), (groups.MemoryLimitBytes, groups.MemoryLeftBytes, groups.CpuQuotaCores));
    }

    [Fact]
    public void Version1WithoutLimits_LimitsNothing()
    {
        using HostTree tree = new();
        tree.Write("proc/self/cgroup", "8:cpu,cpuacct:/\n4:memory:/");
        tree.Write("proc/self/mountinfo", $"{MemoryV1("/")}\n{CpuV1("/")}");
        tree.Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
        tree.Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "3500");
        tree.Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1");
        tree.Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
        ControlGroups groups = ControlGroups.Read(tree.Root);
        Assert.Equal((null, null, null), (groups.MemoryLimitBytes, groups.MemoryLeftBytes, groups.CpuQuotaCores));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("nonsense", "too few words")]
    [InlineData("0::/a", "1 2 3 / /sys/fs/cgroup rw - cgroup2")]
    public void FilesThatSayNothing_LimitNothing(string groups, string mounts)
    {
        using HostTree tree = new();
        tree.Write("proc/self/cgroup", groups);
        tree.Write("proc/self/mountinfo", mounts);
        Assert.Null(ControlGroups.Read(tree.Root).MemoryLimitBytes);
    }

    private static string MemoryV1(string top) => $"35 31 0:32 {top} /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory";

    private static string CpuV1(string top) => $"36 31 0:33 {top} /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct";
}
