using System.Globalization;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Processes;

/// <summary>A line of <c>/proc/PID/maps</c>.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Address behind the last byte.</param>
/// <param name="Permissions">As the kernel writes them: <c>rw-p</c>.</param>
/// <param name="Device">The device of the file's file system, <c>major:minor</c> in hexadecimal; <c>00:00</c> without a file.</param>
/// <param name="Inode">The file's number in its file system; 0 without a file.</param>
/// <param name="Path">File, or the kernel's name in brackets; empty for anonymous memory.</param>
public sealed record ProcessMapping(ulong Start, ulong End, string Permissions, string Device, ulong Inode, string Path)
{
    /// <summary>Pages of the mapping.</summary>
    public long Pages => (long)((End - Start) >> Page.Shift);

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
            && ulong.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode)
            && start < end
            ? new ProcessMapping(start, end, fields[1], fields[3], inode, fields.Length > 5 ? fields[5] : "")
            : null;
    }
}
