using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using MultifdBench.Accelerators;
using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Machine.Idxd;
using MultifdBench.Measurement.Machine.Qat;
using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.Machine.Uacce;

namespace MultifdBench.Measurement.Machine;

/// <summary>
/// What a reader must know about the machine and the build to judge a figure; the content of <c>host.json</c>. Facts that cannot be read
/// are null, never guessed.
/// </summary>
public sealed record HostFacts
{
    /// <summary>Host name.</summary>
    public required string HostName { get; init; }

    /// <summary>Processor model.</summary>
    public required string? Cpu { get; init; }

    /// <summary>Logical processors that this process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Vector instruction sets that the runtime uses.</summary>
    public required IReadOnlyList<string> Simd { get; init; }

    /// <summary>Frequency governor; several when cores differ.</summary>
    public required string? Governor { get; init; }

    /// <summary>Kernel or operating system version.</summary>
    public required string Kernel { get; init; }

    /// <summary>Memory of the machine, MiB.</summary>
    public required long? MemoryMib { get; init; }

    /// <summary>Memory that could be used when the run began, MiB.</summary>
    public required long AvailableMemoryMib { get; init; }

    /// <summary>Transparent huge pages: the kernel's setting.</summary>
    public required string? TransparentHugePages { get; init; }

    /// <summary>The processor in detail.</summary>
    public required CpuFacts Processor { get; init; }

    /// <summary>Memory, huge pages and NUMA nodes.</summary>
    public required MemoryFacts Memory { get; init; }

    /// <summary>What this process may use of all that; null where the system does not say.</summary>
    public required LimitFacts? Limits { get; init; }

    /// <summary>Counters of the processors' energy, and whether they can be read.</summary>
    public required EnergyFacts Energy { get; init; }

    /// <summary>The kernel's release, and the boot parameters and modules that matter here.</summary>
    public required KernelFacts KernelDetails { get; init; }

    /// <summary>The IOMMU.</summary>
    public required IommuFacts Iommu { get; init; }

    /// <summary>IAA: whether it can be used, its devices and queues.</summary>
    public required IaaFacts Iaa { get; init; }

    /// <summary>DSA devices, which share IAA's driver.</summary>
    public required IReadOnlyList<IdxdDevice> Dsa { get; init; }

    /// <summary>QAT: whether it can be used, its devices.</summary>
    public required QatFacts Qat { get; init; }

    /// <summary>Accelerators of the UACCE framework.</summary>
    public required IReadOnlyList<UacceDevice> Uacce { get; init; }

    /// <summary>
    /// True when machine and accelerators were read from a copy of another host's files; the runtime, its vector sets and libraries are
    /// then still this machine's.
    /// </summary>
    public required bool FromCopy { get; init; }

    /// <summary>.NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>JIT and garbage collector settings, which must not leak into figures.</summary>
    public required IReadOnlyDictionary<string, string> RuntimeSettings { get; init; }

    /// <summary>Codec and accelerator libraries: the version that was found, or why there is none.</summary>
    public required IReadOnlyDictionary<string, string> Libraries { get; init; }

    /// <summary>Commit that the program was built from.</summary>
    public required string? GitCommit { get; init; }

    /// <summary>The command line.</summary>
    public required string CommandLine { get; init; }

    /// <summary>How the destination's memory was prepared.</summary>
    public string DestinationMemory { get; init; } =
        "resident before each run (as QEMU's -mem-prealloc); first-touch page faults are in no figure";

    /// <summary>How the source's memory was prepared.</summary>
    public string SourceMemory { get; init; } = "resident before each run; first-touch page faults are in no figure";

    /// <summary>How a matrix puts its guests' memory back between runs: <c>copy</c> or <c>fill</c>; null without a matrix.</summary>
    public string? GuestRefill { get; init; }

    /// <summary>The destination's host in its own words, where the destination is another process; else null.</summary>
    public JsonElement? Destination { get; init; }

    /// <summary>Reads the facts of a host.</summary>
    /// <param name="commandLine">As typed.</param>
    /// <param name="roots">Where the host's files are; null for this machine.</param>
    public static HostFacts Read(string commandLine, HostRoots? roots = null)
    {
        roots ??= HostRoots.Live;
        var processor = CpuFacts.Read(roots);
        var memory = MemoryFacts.Read(roots);
        var kernel = KernelFacts.Read(roots);
        var iommu = IommuFacts.Read(roots, kernel);
        return new HostFacts
        {
            HostName = roots.IsLive ? Environment.MachineName : HostFiles.Text(roots.Proc, "sys/kernel/hostname") ?? "unknown",
            Cpu = processor.Model ?? (roots.IsLive ? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") : null),
            Cores = roots.IsLive ? Environment.ProcessorCount : processor.Threads ?? 0,
            Simd = [.. SimdSets()],
            Governor = processor.Governors.Count > 0 ? string.Join(", ", processor.Governors) : null,
            Kernel =
                roots.IsLive ? $"{RuntimeInformation.OSDescription}, {Environment.OSVersion.VersionString}" : kernel.Release ?? "unknown",
            MemoryMib = memory.TotalMib,
            AvailableMemoryMib = (roots.IsLive ? MemoryBudget.AvailableBytes() : MemoryBudget.AvailableBytes(roots.Root) ?? 0) / Units.MiB,
            TransparentHugePages = memory.TransparentHugePages,
            Processor = processor,
            Memory = memory,
            Limits = LimitFacts.Read(roots),
            Energy = EnergyFacts.Read(roots),
            KernelDetails = kernel,
            Iommu = iommu,
            Iaa = IaaFacts.Read(roots, iommu),
            Dsa = IdxdReader.Dsa(roots),
            Qat = QatFacts.Read(roots, memory.LockedMemoryLimitBytes),
            Uacce = UacceDevice.ReadAll(roots),
            FromCopy = !roots.IsLive,
            Runtime = RuntimeInformation.FrameworkDescription,
            RuntimeSettings = Settings(),
            Libraries = new Dictionary<string, string>([.. CodecLibraries.Found(), .. AcceleratorLibraries.Found()]),
            GitCommit = BuiltFrom(),
            CommandLine = commandLine,
        };
    }

    /// <summary>Commit that this program was built from; null where the build did not know it.</summary>
    public static string? BuiltFrom()
    {
        string? version = typeof(HostFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        int plus = version?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        return plus < 0 ? null : version![(plus + 1)..];
    }

    private static IEnumerable<string> SimdSets()
    {
        if (Vector128.IsHardwareAccelerated) yield return "Vector128";
        if (Vector256.IsHardwareAccelerated) yield return "Vector256";
        if (Vector512.IsHardwareAccelerated) yield return "Vector512";
        if (Avx2.IsSupported) yield return "AVX2";
        if (Bmi2.IsSupported) yield return "BMI2";
        if (Avx512BW.IsSupported) yield return "AVX-512BW";
        if (Avx512Vbmi.IsSupported) yield return "AVX-512VBMI";
        if (Pclmulqdq.IsSupported) yield return "PCLMULQDQ";
    }

    private static Dictionary<string, string> Settings() => new()
    {
        ["server_gc"] = GCSettings.IsServerGC ? "true" : "false",
        ["concurrent_gc"] = Setting("System.GC.Concurrent", "true"),
        ["tiered_compilation"] = Setting("System.Runtime.TieredCompilation", "true"),
        ["quick_jit"] = Setting("System.Runtime.TieredCompilation.QuickJit", "true"),
        ["tiered_pgo"] = Setting("System.Runtime.TieredPGO", "true"),
    };

    private static string Setting(string name, string fallback) =>
        AppContext.GetData(name) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant() : fallback;
}
