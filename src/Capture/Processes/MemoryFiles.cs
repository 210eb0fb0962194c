using System.Globalization;
using System.Runtime.InteropServices;
using MultifdBench.Core;
using MultifdBench.Core.Files;

namespace MultifdBench.Capture.Processes;

/// <summary>
/// Which mappings of a process are its memory: what is anonymous, and files of file systems that have no disk behind them (tmpfs, hugetlbfs
/// and ramfs, mounted or the kernel's own, which shared anonymous memory, memfd and System V segments live in). Told by the file system's
/// device and not by the file's name, so it holds for deleted files, other mount namespaces and mounts of any name. Not thread-safe.
/// </summary>
internal sealed partial class MemoryFiles
{
    private const uint CloseOnExec = 1; // MFD_CLOEXEC
    private const uint HugePages = 4; // MFD_HUGETLB
    private const int PageSizeShift = 26; // MFD_HUGE_SHIFT
    private const string Deleted = " (deleted)";
    private static readonly string[] KernelNames = ["[heap]", "[stack", "[anon"];
    private static readonly string[] MemoryFileSystems = ["tmpfs", "hugetlbfs", "ramfs"];

    private readonly HashSet<string> _devices;
    private readonly string _root;
    private readonly Dictionary<(string Device, ulong Inode), bool> _nodes = [];

    /// <summary>Judges by given devices.</summary>
    /// <param name="devices">Devices of file systems that are memory.</param>
    /// <param name="root">The folder in which the paths of mappings lead to their files.</param>
    internal MemoryFiles(IEnumerable<string> devices, string root)
    {
        _devices = [.. devices];
        _root = root;
    }

    /// <summary>Judges by the file systems that a process sees.</summary>
    public static MemoryFiles Of(string processFolder) => new(
        [.. KernelDevices(), .. MountedDevices("/proc/self/mountinfo"), .. MountedDevices($"{processFolder}/mountinfo")],
        $"{processFolder}/root");

    /// <summary>
    /// Whether a mapping is memory that the process reads and writes. The kernel's [vvar] and [vdso], files on disks and devices are not.
    /// </summary>
    public bool IsMemory(ProcessMapping mapping)
    {
        if (!mapping.Permissions.StartsWith("rw", StringComparison.Ordinal)) return false;
        if (mapping.Inode == 0)
            return mapping.Path.Length == 0 || Array.Exists(KernelNames, name => mapping.Path.StartsWith(name, StringComparison.Ordinal));
        // A private mapping of /dev/zero is how anonymous memory was had before there was a flag for it.
        if (mapping.Path == "/dev/zero") return mapping.Permissions.EndsWith('p');
        return _devices.Contains(mapping.Device) && !IsNode(mapping);
    }

    /// <summary>The devices of file systems of memory that a process has mounted.</summary>
    internal static IEnumerable<string> MountedDevices(string mountInfo)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(mountInfo);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (string line in lines)
        {
            // id parent major:minor root mount-point options [fields] - type source options [proc_pid_mountinfo(5)]
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash < 3 || dash + 1 >= fields.Length || !MemoryFileSystems.Contains(fields[dash + 1])) continue;
            string[] numbers = fields[2].Split(':');
            if (numbers.Length == 2
                && uint.TryParse(numbers[0], CultureInfo.InvariantCulture, out uint major)
                && uint.TryParse(numbers[1], CultureInfo.InvariantCulture, out uint minor))
                yield return Invariant.Text($"{major:x2}:{minor:x2}");
        }
    }

    /// <summary>The file systems that the kernel keeps for itself, one for pages of every size: a file of each shows its device.</summary>
    private static IEnumerable<string> KernelDevices()
    {
        List<uint> flags = [CloseOnExec];
        const string Sizes = "/sys/kernel/mm/hugepages";
        if (Directory.Exists(Sizes)) flags.AddRange(Directory.EnumerateDirectories(Sizes).Select(FlagsOf).OfType<uint>());
        foreach (uint one in flags)
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = CreateMemoryFile("bench", one);
            string link = Invariant.Text($"/proc/self/fd/{file.DangerousGetHandle()}");
            if (!file.IsInvalid) yield return FileStatus.Of(link).Device;
        }
    }

    /// <summary>Of a folder <c>hugepages-2048kB</c>.</summary>
    private static uint? FlagsOf(string folder)
    {
        string size = Path.GetFileName(folder)["hugepages-".Length..^"kB".Length];
        return uint.TryParse(size, CultureInfo.InvariantCulture, out uint kib)
            ? CloseOnExec | HugePages | (uint)(System.Numerics.BitOperations.Log2(kib) + 10) << PageSizeShift
            : null;
    }

    /// <summary>Whether a mapping is of a device whose node happens to lie in memory, as all of <c>/dev</c> does in a container.</summary>
    private bool IsNode(ProcessMapping mapping)
    {
        if (mapping.Path.EndsWith(Deleted, StringComparison.Ordinal)) return false;
        if (_nodes.TryGetValue((mapping.Device, mapping.Inode), out bool isNode)) return isNode;
        FileStatus status = FileStatus.Of(_root + mapping.Path);
        isNode = status.Kind is FileKind.Device or FileKind.Disk && status.Inode == mapping.Inode;
        _nodes.Add((mapping.Device, mapping.Inode), isNode);
        return isNode;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial Microsoft.Win32.SafeHandles.SafeFileHandle CreateMemoryFile(string name, uint flags);
}
