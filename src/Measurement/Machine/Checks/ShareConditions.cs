using MultifdBench.Measurement.Machine.Resources;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Measurement.Machine.Checks;

/// <summary>How much of the host this process gets: beside others, and by its limits.</summary>
internal static class ShareConditions
{
    private const string Load = "other load";
    private const string Quota = "CPU quota";
    private const string Memory = "memory limit";
    private const string Priority = "priority";

    public static HostCondition OtherLoad(double? cores) => cores switch
    {
        null => HostCondition.Unknown(Load, "the host does not say"),
        <= Resources.OtherLoad.QuietCores => HostCondition.Quiet(Load, Text($"{cores:0.0} cores busy")),
        _ => HostCondition.Disturbs(Load, Text($"{cores:0.0} cores busy with other processes, interrupts or other guests"),
            "channels wait for cores: times grow and scatter, CPU seconds less so",
            "stop what 'top' shows, or measure when it has ended"),
    };

    public static IEnumerable<HostCondition> Of(LimitFacts? limits) => limits is null
        ? [HostCondition.Unknown("control groups", "the host does not say")]
        : [JudgeQuota(limits), JudgeMemory(limits), JudgePriority(limits)];

    private static HostCondition JudgeQuota(LimitFacts limits) => limits.CpuQuotaCores is { } cores
        ? HostCondition.Disturbs(Quota, Text($"{cores:0.##} cores"),
            "when a period's share is used up all threads stop until the next one: pauses of up to a period enter total time and downtime",
            "raise cpu.max (Docker: --cpuset-cpus in place of --cpus; Kubernetes: whole CPUs as request and limit, static CPU manager)")
        : HostCondition.Quiet(Quota, "none");

    /// <summary>The program refuses guests that do not fit, so that a limit bounds what runs and not how fast.</summary>
    private static HostCondition JudgeMemory(LimitFacts limits) => limits.MemoryMib is { } mib
        ? HostCondition.Quiet(Memory, Text($"{mib} MiB"), "guests that do not fit are refused before they run")
        : HostCondition.Quiet(Memory, "none");

    private static HostCondition JudgePriority(LimitFacts limits)
    {
        if (limits.Nice is null && limits.Scheduler is null) return HostCondition.Unknown(Priority, "the host does not say");
        string found = Text($"{limits.Scheduler ?? "unknown"}, nice {limits.Nice ?? 0}");
        return limits.Nice > 0 || limits.Scheduler is "idle" or "batch"
            ? HostCondition.Disturbs(Priority, found, "whatever else wants a core goes first", "start without nice, chrt and schedtool")
            : HostCondition.Quiet(Priority, found);
    }
}
