using System.Reflection;
using System.Runtime.InteropServices;
using MultifdBench.Accelerators.Qatzip;
using MultifdBench.Accelerators.Qpl;
using MultifdBench.Codecs.Native;

namespace MultifdBench.Accelerators;

/// <summary>
/// The vendors' libraries: which file each is, for the probes and for the P/Invokes of this assembly alike. Looked for once per process;
/// thread-safe.
/// </summary>
public static class AcceleratorLibraries
{
    internal const string Qpl = "qpl";
    internal const string Qatzip = "qatzip";

    private static readonly Lazy<NativeLibraryFile> QplLazy = new(() => NativeLibraryFile.Find(new NativeLibraryNames(
        "libqpl", "MULTIFD_BENCH_LIBQPL", ["libqpl.so.1"], "method qpl by Intel's library or on IAA",
        "libqpl1 (Debian unstable, recent Ubuntu; elsewhere build intel/qpl with -DQPL_LIBRARY_TYPE=SHARED)")));

    private static readonly Lazy<NativeLibraryFile> QatzipLazy = new(() => NativeLibraryFile.Find(new NativeLibraryNames(
        "libqatzip", "MULTIFD_BENCH_LIBQATZIP", ["libqatzip.so.3"], "QATzip, on QAT or in software",
        "libqatzip3 (Debian 13, Ubuntu 24.04 and later)")));

    static AcceleratorLibraries() => NativeLibrary.SetDllImportResolver(typeof(AcceleratorLibraries).Assembly, Resolve);

    internal static NativeLibraryFile QplFile => QplLazy.Value;

    internal static NativeLibraryFile QatzipFile => QatzipLazy.Value;

    /// <summary>Every library that was looked for: its name with version where it can be used, else the reason.</summary>
    public static IReadOnlyDictionary<string, string> Found() => new Dictionary<string, string>
    {
        ["libqpl"] = QplLibrary.Probe.Name ?? QplLibrary.Probe.Software.ToString(),
        ["libqatzip"] = QatzipLibrary.Probe.Name ?? QatzipLibrary.Probe.Availability.ToString(),
    };

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name switch
    {
        Qpl => QplFile.Handle,
        Qatzip => QatzipFile.Handle,
        _ => 0,
    };
}
