using MultifdBench.Measurement.Machine.Resources;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Measurement.Machine.Checks;

/// <summary>Pages of guest memory: how large they are, whether they stay, and how far away they are.</summary>
internal static class MemoryConditions
{
    private const string HugePages = "huge pages";
    private const string Swap = "swap";
    private const string Numa = "NUMA";

    public static IEnumerable<HostCondition> Of(MemoryFacts memory, LimitFacts? limits) =>
        [JudgeHugePages(memory.TransparentHugePages), JudgeSwap(memory), JudgeNuma(memory, limits)];

    private static HostCondition JudgeHugePages(string? setting)
    {
        if (setting is null) return HostCondition.Unknown(HugePages, "the kernel has no transparent huge pages, or does not say");
        return setting.Contains("[never]", StringComparison.Ordinal)
            ? HostCondition.Disturbs(HugePages, setting,
                "guest memory is in pages of 4 KiB: every method's time contains more misses of the TLB than on hosts that have them",
                "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled, as root")
            : HostCondition.Quiet(HugePages, setting);
    }

    private static HostCondition JudgeSwap(MemoryFacts memory) => (memory.SwapMib, memory.SwapUsedMib) switch
    {
        (null, _) => HostCondition.Unknown(Swap, "the kernel does not say"),
        (0, _) => HostCondition.Quiet(Swap, "none"),
        (_, 0) => HostCondition.Quiet(Swap, Text($"{memory.SwapMib} MiB, unused")),
        _ => HostCondition.Disturbs(Swap, Text($"{memory.SwapUsedMib} of {memory.SwapMib} MiB in use"),
            "memory is or was short: a page of a guest that is swapped out adds a read from disk to the time of its channel",
            "swapoff -a, as root; or use a smaller guest (--memory)"),
    };

    private static HostCondition JudgeNuma(MemoryFacts memory, LimitFacts? limits)
    {
        int[] usable = limits?.MemoryNodes is { } nodes ? [.. CpuList.Numbers(nodes)] : [.. memory.NumaNodes.Select(node => node.Node)];
        if (memory.NumaNodes.Count == 0) return HostCondition.Unknown(Numa, "the kernel lists no node");
        return usable.Length < 2
            ? HostCondition.Quiet(Numa, "memory of one node")
            : HostCondition.Disturbs(Numa, Text($"memory of {usable.Length} nodes"),
                "where pages and threads are is chance: the same run differs by the distance between them",
                Text($"numactl --cpunodebind={usable[0]} --membind={usable[0]} bench …"));
    }
}
