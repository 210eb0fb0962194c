namespace MultifdBench.Codecs.Native;

/// <summary>How a system library is found, and what to tell a user who does not have it.</summary>
/// <param name="Name">Name for people: <c>libz</c>.</param>
/// <param name="OverrideVariable">Environment variable that holds a path; when set, nothing else is tried.</param>
/// <param name="FileNames">File names in the order of trial. Versioned names come first: the others need a development package.</param>
/// <param name="Provides">What it adds, as it reads in a reason: <c>native zlib</c>.</param>
/// <param name="Package">Debian package that installs it.</param>
public sealed record NativeLibraryNames(string Name, string OverrideVariable, IReadOnlyList<string> FileNames, string Provides,
    string Package)
{
    /// <summary>zlib: Linux, macOS, Windows.</summary>
    public static NativeLibraryNames Zlib { get; } = new(
        "libz", "MULTIFD_BENCH_LIBZ", ["libz.so.1", "libz.1.dylib", "zlib1.dll", "libz.so", "libz.dylib"], "native zlib", "zlib1g");

    /// <summary>Zstandard: Linux, macOS, Windows.</summary>
    public static NativeLibraryNames Zstd { get; } = new(
        "libzstd", "MULTIFD_BENCH_LIBZSTD", ["libzstd.so.1", "libzstd.1.dylib", "libzstd.dll", "libzstd.so", "libzstd.dylib"],
        "native zstd", "libzstd1");

    /// <summary>LZ4: Linux, macOS, Windows.</summary>
    public static NativeLibraryNames Lz4 { get; } = new(
        "liblz4", "MULTIFD_BENCH_LIBLZ4", ["liblz4.so.1", "liblz4.1.dylib", "liblz4.dll", "liblz4.so", "liblz4.dylib"],
        "native LZ4", "liblz4-1");
}
