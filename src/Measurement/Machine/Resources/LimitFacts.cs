using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Resources;

/// <summary>What this process may use of the machine, where that is less than all of it. Null for no limit.</summary>
public sealed record LimitFacts
{
    // SCHED_OTHER to SCHED_EXT [Linux include/uapi/linux/sched.h]; 4 is not in use.
    private static readonly string?[] Schedulers = ["other", "fifo", "round-robin", "batch", null, "idle", "deadline", "ext"];

    // Fields of /proc/self/stat, counted from the one after the name in brackets, which is the third.
    private const int NiceField = 19 - 3;
    private const int PolicyField = 41 - 3;

    /// <summary>Processors' worth of CPU time (the control groups' quota): 1.1 is 110 ms in every 100 ms.</summary>
    public required double? CpuQuotaCores { get; init; }

    /// <summary>Processors that it may run on (affinity, cpuset), as the kernel lists them: <c>0-3,8</c>; null for all on line.</summary>
    public required string? Cpus { get; init; }

    /// <summary>NUMA nodes that it may take memory from, where those are not all.</summary>
    public required string? MemoryNodes { get; init; }

    /// <summary>Memory that it may use (the control groups' limit), MiB.</summary>
    public required long? MemoryMib { get; init; }

    /// <summary>Its nice value, −20 to 19; 0 is the default. Null where unknown.</summary>
    public required int? Nice { get; init; }

    /// <summary>The policy that it is scheduled by; <c>other</c> is the default. Null where unknown.</summary>
    public required string? Scheduler { get; init; }

    /// <summary>Reads the limits; null where the system does not say.</summary>
    public static LimitFacts? Read(HostRoots roots)
    {
        string[] status = HostFiles.Lines(roots.Proc, "self/status");
        if (status.Length == 0) return null;
        var groups = ControlGroups.Read(roots.Root);
        string[] fields = (HostFiles.Text(roots.Proc, "self/stat")?.Split(") ")[^1] ?? "").Split(' ');
        return new LimitFacts
        {
            CpuQuotaCores = groups.CpuQuotaCores,
            Cpus = Restriction(status, "Cpus_allowed_list", HostFiles.Text(roots.Sys, "devices/system/cpu/online")),
            MemoryNodes = Restriction(status, "Mems_allowed_list", HostFiles.Text(roots.Sys, "devices/system/node/online")),
            MemoryMib = groups.MemoryLimitBytes / Units.MiB,
            Nice = Whole(fields.ElementAtOrDefault(NiceField)),
            Scheduler = Whole(fields.ElementAtOrDefault(PolicyField)) is { } policy ? NameOf(policy) : null,
        };
    }

    private static string NameOf(int policy) =>
        Schedulers.ElementAtOrDefault(policy) ?? Invariant.Text($"policy {policy}");

    /// <summary>The list, unless everything that is on line is in it.</summary>
    private static string? Restriction(string[] status, string key, string? online)
    {
        string? allowed = HostFiles.Field(status, key);
        if (allowed is null || online is null) return allowed;
        HashSet<int> numbers = [.. CpuList.Numbers(allowed)];
        return CpuList.Numbers(online).All(numbers.Contains) ? null : allowed;
    }

    private static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;
}
