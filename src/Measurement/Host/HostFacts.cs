using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Measurement.Host;

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

    /// <summary>Frequency governor of the first core.</summary>
    public required string? Governor { get; init; }

    /// <summary>Kernel or operating system version.</summary>
    public required string Kernel { get; init; }

    /// <summary>Memory of the machine, MiB.</summary>
    public required long? MemoryMib { get; init; }

    /// <summary>Memory that could be used when the run began, MiB.</summary>
    public required long AvailableMemoryMib { get; init; }

    /// <summary>Transparent huge pages: the kernel's setting.</summary>
    public required string? TransparentHugePages { get; init; }

    /// <summary>.NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>JIT and garbage collector settings, which must not leak into figures.</summary>
    public required IReadOnlyDictionary<string, string> RuntimeSettings { get; init; }

    /// <summary>Codec libraries that were found, with versions.</summary>
    public required IReadOnlyDictionary<string, string> Libraries { get; init; }

    /// <summary>Commit that the program was built from.</summary>
    public required string? GitCommit { get; init; }

    /// <summary>The command line.</summary>
    public required string CommandLine { get; init; }

    /// <summary>How the destination's memory was prepared.</summary>
    public string DestinationMemory { get; } = "resident before each run (as QEMU's -mem-prealloc); first-touch page faults are in no figure";

    /// <summary>Reads the facts of this machine.</summary>
    /// <param name="commandLine">As typed.</param>
    public static HostFacts Read(string commandLine) => new()
    {
        HostName = Environment.MachineName,
        Cpu = CpuModel(),
        Cores = Environment.ProcessorCount,
        Simd = [.. SimdSets()],
        Governor = FirstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        Kernel = $"{RuntimeInformation.OSDescription}, {Environment.OSVersion.VersionString}",
        MemoryMib = MemoryTotalMib(),
        AvailableMemoryMib = MemoryBudget.AvailableBytes() / Units.MiB,
        TransparentHugePages = FirstLine("/sys/kernel/mm/transparent_hugepage/enabled"),
        Runtime = RuntimeInformation.FrameworkDescription,
        RuntimeSettings = Settings(),
        Libraries = CodecLibraries.Found(),
        GitCommit = Commit(),
        CommandLine = commandLine,
    };

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

    private static string? Commit()
    {
        string? version = typeof(HostFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        int plus = version?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        return plus < 0 ? null : version![(plus + 1)..];
    }

    private static string? CpuModel()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (!File.Exists(CpuInfo)) return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        string? line = File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line?.Split(':', 2)[1].Trim();
    }

    private static long? MemoryTotalMib()
    {
        const string MemInfo = "/proc/meminfo";
        if (!File.Exists(MemInfo)) return null;
        string? line = File.ReadLines(MemInfo).FirstOrDefault(l => l.StartsWith("MemTotal:", StringComparison.Ordinal));
        string? kib = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
        return long.TryParse(kib, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value * Units.KiB / Units.MiB : null;
    }

    private static string? FirstLine(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
