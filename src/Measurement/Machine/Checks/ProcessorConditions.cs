using MultifdBench.Measurement.Machine.Resources;

namespace MultifdBench.Measurement.Machine.Checks;

/// <summary>The clock of the cores, and who shares one.</summary>
internal static class ProcessorConditions
{
    private const string Governor = "governor";
    private const string Turbo = "turbo";
    private const string Siblings = "SMT siblings";
    private const string Fixed = "performance";

    // The driver that has a switch of its own; all others use the kernel's [Linux Documentation/admin-guide/pm].
    private const string IntelDriver = "intel_pstate";

    public static IEnumerable<HostCondition> Of(CpuFacts cpu, LimitFacts? limits) =>
        [JudgeGovernor(cpu.Governors), JudgeTurbo(cpu), JudgeSiblings(cpu, limits?.Cpus)];

    private static HostCondition JudgeGovernor(IReadOnlyList<string> governors)
    {
        if (governors.Count == 0)
            return HostCondition.Unknown(Governor, "the kernel controls no frequency here: firmware or hypervisor do",
                "a clock that changes between runs widens intervals, and no figure says so");
        string found = string.Join(", ", governors);
        return governors.All(governor => governor == Fixed)
            ? HostCondition.Quiet(Governor, found)
            : HostCondition.Disturbs(Governor, found,
                "the clock follows the load: what pauses (paced links, few channels) is timed at a lower clock than what does not",
                "cpupower frequency-set -g performance, as root");
    }

    private static HostCondition JudgeTurbo(CpuFacts cpu) => cpu.Turbo switch
    {
        null => HostCondition.Unknown(Turbo, "the kernel has no switch for it here",
            "if the clock depends on the busy cores, steps from one channel count to the next are too small"),
        false => HostCondition.Quiet(Turbo, "off"),
        true => HostCondition.Disturbs(Turbo, "on",
            "the clock depends on temperature and on how many cores are busy: steps from one channel count to the next are too small",
            cpu.FrequencyDriver == IntelDriver
                ? "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo, as root"
                : "echo 0 > /sys/devices/system/cpu/cpufreq/boost, as root"),
    };

    private static HostCondition JudgeSiblings(CpuFacts cpu, string? usable)
    {
        if (cpu.Smt is null && cpu.SharedCores.Count == 0) return HostCondition.Unknown(Siblings, "the kernel does not say");
        HashSet<int>? allowed = usable is null ? null : [.. CpuList.Numbers(usable)];
        string[] shared = [.. cpu.SharedCores.Where(list => CpuList.Numbers(list).Count(cpu => allowed?.Contains(cpu) ?? true) > 1)];
        if (shared.Length == 0) return HostCondition.Quiet(Siblings, "no two usable processors share a core");
        IEnumerable<int> firsts = shared.Select(list => CpuList.Numbers(list).First(cpu => allowed?.Contains(cpu) ?? true)).Order();
        return HostCondition.Disturbs(Siblings, $"processors {Shorten(shared)} share cores",
            "two busy threads on one core each run slower than alone: channels beyond the cores add little, and CPU seconds grow",
            $"echo off > /sys/devices/system/cpu/smt/control, as root; or taskset -c {string.Join(',', firsts)} bench …");
    }

    /// <summary>A server has hundreds of them.</summary>
    private static string Shorten(string[] lists) =>
        string.Join(" and ", lists.Take(2)) + (lists.Length > 2 ? Core.Invariant.Text($" (and {lists.Length - 2} more pairs)") : "");
}
