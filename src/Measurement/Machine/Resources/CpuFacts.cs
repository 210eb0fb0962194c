using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Resources;

/// <summary>The processor: what decides how fast a compressor runs and how steadily. Null where unknown.</summary>
public sealed record CpuFacts
{
    /// <summary>Flags that change codecs or the submission to accelerators; the other hundred are noise here.</summary>
    private static readonly string[] Interesting =
        ["sse4_2", "avx2", "avx512bw", "avx512vbmi", "bmi2", "pclmulqdq", "movdir64b", "enqcmd", "waitpkg", "la57", "hypervisor"];

    /// <summary>Model name.</summary>
    public required string? Model { get; init; }

    /// <summary>Stepping.</summary>
    public required string? Stepping { get; init; }

    /// <summary>Microcode revision.</summary>
    public required string? Microcode { get; init; }

    /// <summary>Sockets.</summary>
    public required int? Sockets { get; init; }

    /// <summary>Physical cores.</summary>
    public required int? PhysicalCores { get; init; }

    /// <summary>Hardware threads that are on line.</summary>
    public required int? Threads { get; init; }

    /// <summary>Whether two threads share a core.</summary>
    public required bool? Smt { get; init; }

    /// <summary>Hardware threads that are on line and share a core, as the kernel lists them: <c>0,2</c>; empty where none do.</summary>
    public required IReadOnlyList<string> SharedCores { get; init; }

    /// <summary>Driver of the frequencies, which decides where turbo is switched.</summary>
    public required string? FrequencyDriver { get; init; }

    /// <summary>Frequency governors of all cores, without repetition.</summary>
    public required IReadOnlyList<string> Governors { get; init; }

    /// <summary>Whether frequencies above the nominal one are allowed.</summary>
    public required bool? Turbo { get; init; }

    /// <summary>Driver of the idle states, whose deep ones add wake-up latency.</summary>
    public required string? IdleDriver { get; init; }

    /// <summary>Processor flags that matter to codecs and accelerators.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Reads the processor's facts.</summary>
    public static CpuFacts Read(HostRoots roots)
    {
        string[] lines = HostFiles.Lines(roots.Proc, "cpuinfo");
        string cpus = Path.Combine(roots.Sys, "devices/system/cpu");
        string[] flags = First(lines, "flags")?.Split(' ') ?? First(lines, "Features")?.Split(' ') ?? [];
        return new CpuFacts
        {
            Model = First(lines, "model name"),
            Stepping = First(lines, "stepping"),
            Microcode = First(lines, "microcode"),
            Sockets = Positive(All(lines, "physical id").Distinct().Count()),
            PhysicalCores = Positive(All(lines, "physical id").Zip(All(lines, "core id")).Distinct().Count()),
            Threads = Positive(All(lines, "processor").Count()),
            Smt = HostFiles.Flag(cpus, "smt/active"),
            SharedCores = [.. Each(cpus, "topology/thread_siblings_list").Where(list => CpuList.Numbers(list).Skip(1).Any())],
            FrequencyDriver = HostFiles.Text(cpus, "cpu0/cpufreq/scaling_driver"),
            Governors = [.. Each(cpus, "cpufreq/scaling_governor")],
            Turbo = !HostFiles.Flag(cpus, "intel_pstate/no_turbo") ?? HostFiles.Flag(cpus, "cpufreq/boost"),
            IdleDriver = HostFiles.Text(cpus, "cpuidle/current_driver"),
            Features = [.. Interesting.Intersect(flags)],
        };
    }

    /// <summary>What a file says of each processor, without repetition.</summary>
    private static IEnumerable<string> Each(string cpus, string file) =>
        HostFiles.Folders(cpus, "cpu*").Select(cpu => HostFiles.Text(cpus, cpu, file)).OfType<string>().Distinct();

    private static string? First(string[] lines, string key) => All(lines, key).FirstOrDefault();

    private static IEnumerable<string> All(string[] lines, string key) =>
        from line in lines
        let parts = line.Split(':', 2)
        where parts.Length == 2 && parts[0].Trim() == key
        select parts[1].Trim();

    private static int? Positive(int count) => count > 0 ? count : null;
}
