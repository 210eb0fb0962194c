using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Measurement.Machine.Reading;

/// <summary>
/// Where a host's <c>sys</c>, <c>dev</c> and <c>proc</c> are: this machine's, or a copy of another's, so that what a host could run can be
/// told (and tested) without having it. Immutable and thread-safe.
/// </summary>
public sealed class HostRoots
{
    /// <summary>Where the dynamic loader of common distributions looks, for trees that cannot be asked with <c>dlopen</c>.</summary>
    private static readonly string[] LibraryFolders =
        ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib64", "lib64", "usr/lib", "usr/local/lib",
            "usr/local/lib64"];

    private readonly string _root;

    private HostRoots(string root, bool isLive)
    {
        _root = root;
        IsLive = isLive;
    }

    /// <summary>This machine.</summary>
    public static HostRoots Live { get; } = new("/", isLive: true);

    /// <summary>True when these are this machine's own folders.</summary>
    public bool IsLive { get; }

    /// <summary>The folder that holds the others.</summary>
    public string Root => _root;

    /// <summary>The <c>sys</c> folder.</summary>
    public string Sys => Path.Combine(_root, "sys");

    /// <summary>The <c>dev</c> folder.</summary>
    public string Dev => Path.Combine(_root, "dev");

    /// <summary>The <c>proc</c> folder.</summary>
    public string Proc => Path.Combine(_root, "proc");

    /// <summary>
    /// Whether this process may open a device node for reading and writing; replaceable, since a copy has lost its owners.
    /// </summary>
    public Func<string, bool> CanReadWrite { get; init; } = DeviceAccess.CanReadWrite;

    /// <summary>A copy of a host's folders.</summary>
    /// <param name="folder">The folder that holds <c>sys</c>, <c>dev</c>, <c>proc</c> and, if libraries matter, <c>usr/lib…</c>.</param>
    /// <param name="canReadWrite">Answers for the device nodes; null asks the files of the copy.</param>
    /// <exception cref="UsageException">The folder does not exist or holds no <c>sys</c>.</exception>
    public static HostRoots Recorded(string folder, Func<string, bool>? canReadWrite = null)
    {
        if (!Directory.Exists(Path.Combine(folder, "sys")))
            throw new UsageException($"--sysfs-root {folder} has no folder 'sys': name the folder that holds a host's sys, dev and proc.");
        return new HostRoots(Path.GetFullPath(folder), isLive: false) { CanReadWrite = canReadWrite ?? DeviceAccess.CanReadWrite };
    }

    /// <summary>Whether the dynamic loader finds a library; for a copy, whether a usual folder has the file.</summary>
    public bool HasLibrary(string fileName)
    {
        if (!IsLive) return LibraryFolders.Any(folder => File.Exists(Path.Combine(_root, folder, fileName)));
        // Kept loaded: unloading a vendor library that has started threads is worse than a few pages of memory.
        return NativeLibrary.TryLoad(fileName, out _);
    }

    /// <summary>A device node as a user names it: <c>/dev/…</c>, also when it lies in a copy.</summary>
    internal DeviceNode Node(string pathBelowDev)
    {
        string path = Path.Combine(Dev, pathBelowDev);
        bool exists = File.Exists(path);
        return new DeviceNode("/dev/" + pathBelowDev, exists, exists && CanReadWrite(path));
    }
}
