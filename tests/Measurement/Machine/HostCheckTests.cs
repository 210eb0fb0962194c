using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Verbs.Host;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Machine.Checks;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Tests.Bench;

namespace MultifdBench.Tests.Measurement.Machine;

/// <summary>What would disturb a measurement: every condition in every state, from the files of a host alone.</summary>
public sealed class HostCheckTests
{
    private static readonly string[] Names =
    [
        "governor", "turbo", "SMT siblings", "huge pages", "swap", "NUMA", "other load", "CPU quota", "memory limit", "priority",
    ];

    [Fact]
    public void QuietHost_HasNothingToSay()
    {
        using HostTree tree = Quiet();
        HostCheck check = HostCheck.Of(tree.Read(), OtherLoad.QuietCores);
        Assert.False(check.Disturbed);
        Assert.Equal(Names, check.Conditions.Select(condition => condition.Name));
        Assert.All(check.Conditions, condition => Assert.Equal((ConditionState.Quiet, null), (condition.State, condition.Remedy)));
        Assert.Equal("Nothing that this host tells would disturb a measurement.", check.Summary());
    }

    [Theory]
    [InlineData("governor", "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "schedutil", "cpupower frequency-set -g performance")]
    [InlineData("turbo", "sys/devices/system/cpu/intel_pstate/no_turbo", "0", "/sys/devices/system/cpu/intel_pstate/no_turbo")]
    [InlineData("SMT siblings", "sys/devices/system/cpu/cpu1/topology/thread_siblings_list", "1,3", "taskset -c 1")]
    [InlineData("huge pages", "sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]", "echo madvise")]
    [InlineData("swap", "proc/meminfo", "MemTotal: 8 kB\nSwapTotal: 8192 kB\nSwapFree: 4096 kB", "swapoff")]
    [InlineData("NUMA", "sys/devices/system/node/node1/cpulist", "2-3", "numactl --cpunodebind=0 --membind=0")]
    [InlineData("CPU quota", "sys/fs/cgroup/job/cpu.max", "150000 100000", "cpu.max")]
    [InlineData("priority", "proc/self/stat", "1 (x) S 1 77 77 0 -1 4194304 102 0 0 0 0 0 0 0 30 10 9", "nice")]
    public void OneDisturbance_IsNamed_WithEffectAndRemedy(string name, string file, string content, string remedy)
    {
        using HostTree tree = Quiet();
        tree.Write(file, content);
        HostCheck check = HostCheck.Of(tree.Read(), 0);
        HostCondition condition = Assert.Single(check.Conditions, condition => condition.State == ConditionState.Disturbs);
        Assert.True(check.Disturbed);
        Assert.Equal(name, condition.Name);
        Assert.Contains(remedy, condition.Remedy, StringComparison.Ordinal);
        Assert.NotEmpty(condition.Effect!);
        Assert.Equal($"Would disturb a measurement here: {name}.", check.Summary());
    }

    [Fact]
    public void OthersThatWork_Disturb()
    {
        using HostTree tree = Quiet();
        HostCheck check = HostCheck.Of(tree.Read(), OtherLoad.QuietCores + 0.1);
        Assert.Equal(["other load"],
            check.Conditions.Where(condition => condition.State == ConditionState.Disturbs).Select(condition => condition.Name));
    }

    [Fact]
    public void Turbo_IsSwitchedWhereItsDriverHasTheSwitch()
    {
        using HostTree tree = Quiet();
        tree.Delete("sys/devices/system/cpu/intel_pstate");
        tree.Write("sys/devices/system/cpu/cpufreq/boost", "1");
        tree.Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_driver", "acpi-cpufreq");
        Assert.Contains("echo 0 > /sys/devices/system/cpu/cpufreq/boost", Condition(tree, "turbo").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Siblings_OfWhichThisProcessMayUseOne_AreNoDisturbance()
    {
        using HostTree tree = Quiet();
        tree.Write("sys/devices/system/cpu/cpu1/topology/thread_siblings_list", "1,3");
        tree.Write("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0-1\nMems_allowed_list:\t0");
        Assert.Equal(ConditionState.Quiet, Condition(tree, "SMT siblings").State);
    }

    [Fact]
    public void Nodes_OfWhichThisProcessMayUseOne_AreNoDisturbance()
    {
        using HostTree tree = Quiet();
        tree.Write("sys/devices/system/node/node1/cpulist", "2-3");
        tree.Write("sys/devices/system/node/online", "0-1");
        Assert.Equal(ConditionState.Quiet, Condition(tree, "NUMA").State);
    }

    [Fact]
    public void MemoryLimit_BoundsGuests_AndDisturbsNothing()
    {
        using HostTree tree = Quiet();
        tree.Write("sys/fs/cgroup/job/memory.max", $"{2L << 30}");
        HostCondition condition = Condition(tree, "memory limit");
        Assert.Equal((ConditionState.Quiet, "2048 MiB"), (condition.State, condition.Found));
        Assert.NotNull(condition.Effect);
    }

    [Fact]
    public void WhatAHostDoesNotSay_IsUnknown_AndNoDisturbance()
    {
        using HostTree tree = new();
        tree.Delete("sys/kernel/mm");
        HostCheck check = HostCheck.Of(tree.Read(), othersCores: null);
        Assert.False(check.Disturbed);
        Assert.All(check.Conditions, condition => Assert.Equal((ConditionState.Unknown, null), (condition.State, condition.Remedy)));
        Assert.EndsWith("Unknown: governor, turbo, SMT siblings, huge pages, swap, NUMA, other load, control groups.", check.Summary(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_AnswersFirst()
    {
        using HostTree tree = Quiet();
        tree.Write("sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]");
        using StringWriter text = new();
        new CheckText(text).Write(HostCheck.Of(tree.Read(), 0));
        string[] lines = text.ToString().Split(Environment.NewLine);
        Assert.Equal("Would disturb a measurement here: huge pages.", lines[0]);
        Assert.Contains("  governor      quiet     performance", lines);
        Assert.Contains(lines, line => line.StartsWith("  huge pages    disturbs  ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.TrimStart().StartsWith("remedy: echo madvise > ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("always [madvise] never", ExitCodes.Done)]
    [InlineData("always madvise [never]", ExitCodes.CheckFailed)]
    public async Task Verb_SaysItInItsExitCode_AndAsJson(string hugePages, int exitCode)
    {
        using HostTree tree = Quiet();
        tree.Write("sys/kernel/mm/transparent_hugepage/enabled", hugePages);
        CliRun run = await CliRun.Of("host", "--check", "--json", "--sysfs-root", tree.Root);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal(exitCode != ExitCodes.Done, json.RootElement.GetProperty("disturbed").GetBoolean());
        JsonElement condition = json.RootElement.GetProperty("conditions").EnumerateArray()
            .Single(condition => condition.GetProperty("name").GetString() == "huge pages");
        Assert.Equal(exitCode == ExitCodes.Done ? "quiet" : "disturbs", condition.GetProperty("state").GetString());
    }

    [Fact]
    public async Task HostText_StartsWithOneLine_AndNamesEachRemedyOnce()
    {
        CliRun run = await CliRun.Of("host");
        HostFacts facts = HostFacts.Read("bench host");
        string[] lines = run.Output.Split(Environment.NewLine);
        Assert.StartsWith($"{facts.Cores} cores ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(facts.Iaa.Status.Availability.IsAvailable || facts.Qat.Status.Availability.IsAvailable
            ? " run here" : ": none, zlib, zstd, qpl, lz4 run here, in software",
            lines[0].Replace(", qatzip", "", StringComparison.Ordinal), StringComparison.Ordinal);
        string[] remedies = [.. lines.Select(line => line.Trim()).Where(line => line.StartsWith("remedy: ", StringComparison.Ordinal))];
        Assert.Equal(remedies.Distinct(), remedies);
        Assert.True(run.Output.Split("libqatzip is not installed").Length <= 2, run.Output);
    }

    private static HostCondition Condition(HostTree tree, string name) =>
        HostCheck.Of(tree.Read(), 0).Conditions.Single(condition => condition.Name == name);

    /// <summary>A host that was set up for measuring.</summary>
    private static HostTree Quiet()
    {
        var tree = HostTree.SapphireRapids();
        tree.Write("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance");
        tree.Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_driver", "intel_pstate");
        tree.Write("sys/devices/system/cpu/smt/active", "1");
        tree.Write("sys/devices/system/cpu/online", "0-3");
        tree.Write("sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0");
        tree.Write("sys/devices/system/node/online", "0");
        tree.Write("proc/meminfo", "MemTotal:       263900000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB");
        tree.Write("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0-3\nMems_allowed_list:\t0");
        tree.Write("proc/self/stat",
            "77 (x) S 1 77 77 0 -1 4194304 102 0 0 0 0 0 0 0 20 0 9 0 93916 3133440 390 "
            + "18446744073709551615 1 1 1 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0");
        tree.Write("proc/self/cgroup", "0::/job");
        tree.Write("proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
        tree.Write("sys/fs/cgroup/job/cpu.max", "max 100000");
        tree.Write("sys/fs/cgroup/job/memory.max", "max");
        return tree;
    }
}
