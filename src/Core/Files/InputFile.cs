namespace MultifdBench.Core.Files;

/// <summary>
/// Files that are read: what cannot be read as asked is refused with its reason before it is opened, which might never return.
/// </summary>
public static class InputFile
{
    /// <summary>Opens a file or a pipe, front to back, without a buffer.</summary>
    /// <exception cref="IOException">It is a folder, a device or a socket, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenForward(string path)
    {
        FileKind kind = FileStatus.Of(path).Kind;
        if (kind is FileKind.Folder or FileKind.Device or FileKind.Disk or FileKind.Socket)
            throw new IOException($"it is {FileStatus.Describe(kind)}; a file is needed");
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Opens a file whose bytes are read in any order, without a buffer.</summary>
    /// <exception cref="IOException">It is not a file, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenSeekable(string path) =>
        FileStatus.Of(path).Kind == FileKind.Pipe
            ? throw new IOException("it cannot be a pipe: it is read in several places; write it to a file first")
            : OpenForward(path);

    /// <summary>Demands that a path leads to a file, as in a results folder, where a pipe would be waited for in vain.</summary>
    /// <returns>The path. One that leads to nothing is left to who opens it.</returns>
    /// <exception cref="IOException">It leads to something else.</exception>
    public static string Demand(string path) =>
        FileStatus.Of(path).Kind is var kind and not (FileKind.Regular or FileKind.Absent)
            ? throw new IOException($"it is {FileStatus.Describe(kind)}; a file is needed")
            : path;

    /// <summary>Why a path cannot be read twice, to go on from "it"; null when it can, or when opening it will say more.</summary>
    public static string? WhyNotTwice(string path) =>
        FileStatus.Of(path).Kind == FileKind.Pipe ? "cannot be a pipe: it is read twice; write it to a file first" : null;
}
