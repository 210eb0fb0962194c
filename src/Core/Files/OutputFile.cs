using System.Security.Cryptography;

namespace MultifdBench.Core.Files;

/// <summary>
/// A file that appears under its name only when it is whole: it is written beside it under a name that nobody can foresee, created anew
/// and never through a link, and removed unless <see cref="Commit"/> is reached. A pipe or a character device is written through.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// A link is refused and not followed: whoever may put one into a shared folder would choose what is overwritten. A disk is refused, for
/// nobody wants a result in place of a file system.
/// </remarks>
public sealed class OutputFile : IDisposable
{
    /// <summary>Ends the names of files that are not whole yet; what a killed program leaves.</summary>
    public const string PartialSuffix = ".partial";

    private const int RandomBytes = 8;
    private const int NameLetters = 40; // with the rest below the 255 bytes of a name, whatever the letters

    private readonly string _path;
    private readonly string? _partial;
    private bool _isClosed;

    private OutputFile(string path, string? partial, FileStream stream)
    {
        _path = path;
        _partial = partial;
        Stream = stream;
    }

    /// <summary>Takes the bytes, unbuffered.</summary>
    public FileStream Stream { get; }

    /// <summary>False for a pipe or a device, from which nothing can be taken back.</summary>
    public bool IsRemovable => _partial is not null;

    /// <summary>
    /// Begins a file; an older one of that name stays as it is until <see cref="Commit"/>. A pipe is opened once it has a reader.
    /// </summary>
    /// <param name="path">Its name in the end.</param>
    /// <exception cref="IOException">The file system refuses, or the path is a link, a folder, a disk or a socket.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static OutputFile Create(string path)
    {
        FileKind kind = FileStatus.Of(path).Kind;
        if (kind is FileKind.Pipe or FileKind.Device)
            return new OutputFile(path, null, new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
        if (kind is FileKind.Folder or FileKind.Disk or FileKind.Socket)
            throw new IOException($"it is {FileStatus.Describe(kind)}; name a file.");
        if (FileStatus.Of(path, followLink: false).Kind == FileKind.Link)
            throw new IOException($"it is a symbolic link to {new FileInfo(path).LinkTarget}; name the file itself.");
        string partial = PartialPath(path);
        return new OutputFile(path, partial, new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0));
    }

    /// <summary>A name beside a path that nobody can foresee: for what gets the path's name once it is whole.</summary>
    public static string PartialPath(string path)
    {
        (string folder, string name) = Split(path);
        return Path.Combine(folder, $"{name}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes))}{PartialSuffix}");
    }

    /// <summary>What killed programs have left of a path: files of a name that <see cref="PartialPath"/> may have given.</summary>
    /// <param name="path">The name in the end; its folder exists.</param>
    public static IEnumerable<string> PartialsOf(string path)
    {
        (string folder, string name) = Split(path);
        return Directory.EnumerateFiles(folder, $"{name}.*{PartialSuffix}");
    }

    /// <summary>Flushes the file to disk and gives it its name.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The file that was there may not be replaced.</exception>
    public void Commit()
    {
        if (_partial is null)
        {
            Stream.Dispose();
        }
        else
        {
            // A file system may find out only here that it is full.
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            File.Move(_partial, _path, overwrite: true);
        }

        _isClosed = true;
    }

    /// <summary>Removes what has not been committed. Idempotent; never throws for what the file system refuses.</summary>
    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        try
        {
            Stream.Dispose();
            if (_partial is not null) File.Delete(_partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }

    private static (string Folder, string Name) Split(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string name = Path.GetFileName(full);
        return (Path.GetDirectoryName(full) ?? "", name[..Math.Min(name.Length, NameLetters)]);
    }
}
