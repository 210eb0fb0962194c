using System.Runtime.InteropServices;

namespace MultifdBench.Core.Files;

/// <summary>What the file system says about a path without opening it, which may block or have effects. Immutable.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Device">The file system's device as <c>/proc</c> writes it, <c>major:minor</c> in hexadecimal; empty outside Linux.</param>
/// <param name="Inode">Its number in that file system; 0 outside Linux.</param>
public readonly record struct FileStatus(FileKind Kind, string Device = "", ulong Inode = 0)
{
    /// <summary>Looks at a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLink">Whether a symbolic link stands for what it leads to.</param>
    public static FileStatus Of(string path, bool followLink = true) =>
        OperatingSystem.IsLinux() ? LinuxStatus.Of(path, followLink) : new FileStatus(PortableKind(path, followLink));

    /// <summary>The kind in words, to go on from "it is".</summary>
    public static string Describe(FileKind kind) => kind switch
    {
        FileKind.Absent => "not there",
        FileKind.Regular => "a file",
        FileKind.Folder => "a folder",
        FileKind.Pipe => "a pipe",
        FileKind.Device => "a device",
        FileKind.Disk => "a disk",
        FileKind.Socket => "a socket",
        _ => "a symbolic link",
    };

    private static FileKind PortableKind(string path, bool followLink)
    {
        FileInfo info = new(path);
        if (!followLink && info.LinkTarget is not null) return FileKind.Link;
        return Directory.Exists(path) ? FileKind.Folder : info.Exists ? FileKind.Regular : FileKind.Absent;
    }
}

/// <summary>statx(2), whose layout is the same on every processor.</summary>
internal static unsafe partial class LinuxStatus
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicFields = 0x7ff; // STATX_BASIC_STATS
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int MajorOffset = 136;
    private const int MinorOffset = 140;
    private const int StructBytes = 256;

    public static FileStatus Of(string path, bool followLink)
    {
        byte* status = stackalloc byte[StructBytes];
        if (Statx(CurrentFolder, path, followLink ? 0 : NoFollow, BasicFields, status) != 0) return new FileStatus(FileKind.Absent);
        string device = Invariant.Text($"{*(uint*)(status + MajorOffset):x2}:{*(uint*)(status + MinorOffset):x2}");
        return new FileStatus(KindOf(*(ushort*)(status + ModeOffset)), device, *(ulong*)(status + InodeOffset));
    }

    /// <summary>The type's four bits of a mode [inode(7)].</summary>
    private static FileKind KindOf(ushort mode) => (mode >> 12) switch
    {
        1 => FileKind.Pipe,
        2 => FileKind.Device,
        4 => FileKind.Folder,
        6 => FileKind.Disk,
        10 => FileKind.Link,
        12 => FileKind.Socket,
        _ => FileKind.Regular,
    };

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* status);
}
