using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Verbs.Host;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Machine.Resources;

namespace MultifdBench.Tests.Measurement.Machine;

/// <summary>What a process may use of its host: quota, processors, memory, nodes, priority.</summary>
public sealed class LimitFactsTests
{
    // Name with spaces and brackets, as a process may have; nice 10 and policy 3 (batch) among the fields.
    private const string Stat =
        "77 (a) b (c) R 1 77 77 0 -1 4194304 102 0 0 0 0 0 0 0 30 10 9 0 93916 3133440 390 "
        + "18446744073709551615 1 1 1 0 0 0 0 0 0 0 0 0 17 1 0 3 0 0 0 0 0 0 0 0 0 0 0";

    [Fact]
    public void Limits_AreReadFromTheProcessAndItsGroups()
    {
        using HostTree tree = Limited();
        LimitFacts limits = tree.Read().Limits!;
        Assert.Equal((1.1, "0-1", "0", 2048), (limits.CpuQuotaCores, limits.Cpus, limits.MemoryNodes, limits.MemoryMib));
        Assert.Equal((10, "batch"), (limits.Nice, limits.Scheduler));
        Assert.Equal(1024, tree.Read().AvailableMemoryMib);
    }

    [Fact]
    public void WhatIsNotLimited_IsNull()
    {
        using var tree = HostTree.SapphireRapids();
        // More are allowed than are on line, as for a kernel that could take more processors.
        tree.Write("proc/self/status", "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\nMems_allowed_list:\t0-1");
        tree.Write("sys/devices/system/cpu/online", "0-2,5");
        tree.Write("sys/devices/system/node/online", "0-1");
        LimitFacts limits = tree.Read().Limits!;
        Assert.Equal((null, null, null, null), (limits.CpuQuotaCores, limits.Cpus, limits.MemoryNodes, limits.MemoryMib));
        Assert.Equal((null, null), (limits.Nice, limits.Scheduler));
    }

    [Fact]
    public void SystemThatDoesNotSay_HasNoLimits()
    {
        using HostTree tree = new();
        Assert.Null(tree.Read().Limits);
    }

    [Fact]
    public void Limits_StandInHostJsonAndInTheText()
    {
        using HostTree tree = Limited();
        HostFacts facts = tree.Read();
        using var json = JsonDocument.Parse(JsonText.Of(facts));
        Assert.Equal(1.1, json.RootElement.GetProperty("limits").GetProperty("cpu_quota_cores").GetDouble());
        using StringWriter text = new();
        new HostText(text, []).Write(facts, []);
        foreach (string line in (string[])["1.1 cores", "  CPUs                    0-1", "2048 MiB", "batch, nice 10"])
            Assert.Contains(line, text.ToString(), StringComparison.Ordinal);
    }

    private static HostTree Limited()
    {
        var tree = HostTree.SapphireRapids();
        tree.Write("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0-1\nMems_allowed_list:\t0");
        tree.Write("proc/self/stat", Stat);
        tree.Write("sys/devices/system/cpu/online", "0-3");
        tree.Write("sys/devices/system/node/online", "0-1");
        tree.Write("proc/self/cgroup", "0::/job");
        tree.Write("proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
        tree.Write("sys/fs/cgroup/job/memory.max", $"{2L << 30}");
        tree.Write("sys/fs/cgroup/job/memory.current", $"{1L << 30}");
        tree.Write("sys/fs/cgroup/job/cpu.max", "110000 100000");
        return tree;
    }
}
