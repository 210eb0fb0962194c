using System.Globalization;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Processes;

/// <summary>A line of <c>/proc/PID/maps</c>.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Address behind the last byte.</param>
/// <param name="Permissions">As the kernel writes them: <c>rw-p</c>.</param>
/// <param name="Path">File, or the kernel's name in brackets; empty for anonymous memory.</param>
public sealed record ProcessMapping(ulong Start, ulong End, string Permissions, string Path)
{
    private static readonly string[] MemoryPaths = ["/memfd:", "/dev/shm/", "/dev/zero", "/SYSV", "/dev/hugepages/", "[anon", "[stack"];

    /// <summary>Pages of the mapping.</summary>
    public long Pages => (long)((End - Start) >> Page.Shift);

    /// <summary>
    /// Whether it holds the process's own memory: readable and writable, anonymous, heap, stack, or shared memory without a disk behind
    /// it. Files, devices and the kernel's [vvar] and [vdso] are not.
    /// </summary>
    public bool IsMemory =>
        Permissions.StartsWith("rw", StringComparison.Ordinal)
        && (Path.Length == 0 || Path == "[heap]" || Array.Exists(MemoryPaths, prefix => Path.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>The name in images.</summary>
    public string Name => Path.Length == 0 ? "[anon]" : Path;

    /// <summary>Reads a line.</summary>
    /// <returns>Null for a line that is none of a mapping.</returns>
    internal static ProcessMapping? Parse(string line)
    {
        // start-end permissions offset device inode path [proc_pid_maps(5)]; the path may hold spaces.
        string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length < 5) return null;
        string[] range = fields[0].Split('-');
        return range.Length == 2
            && ulong.TryParse(range[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong start)
            && ulong.TryParse(range[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong end)
            && start < end
            ? new ProcessMapping(start, end, fields[1], fields.Length > 5 ? fields[5] : "")
            : null;
    }
}
