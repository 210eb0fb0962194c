namespace MultifdBench.Core.Files;

/// <summary>What a path leads to.</summary>
public enum FileKind
{
    /// <summary>Nothing, or nothing that can be reached: opening it says why.</summary>
    Absent,

    /// <summary>A file with bytes that can be read twice.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, named or not: its bytes come once.</summary>
    Pipe,

    /// <summary>A character device such as <c>/dev/null</c> or a terminal.</summary>
    Device,

    /// <summary>A block device such as a disk.</summary>
    Disk,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A symbolic link; only where links are not followed.</summary>
    Link,
}
