using MultifdBench.Core.Files;

namespace MultifdBench.Results;

/// <summary>File access with one kind of error and no half-written files; public because reports are written the same way.</summary>
public static class Storage
{
    private const int ProbeBytes = 4096;

    /// <summary>
    /// Writes a file that appears under its name only when it is whole and on disk; a pipe or a device is written through.
    /// </summary>
    /// <exception cref="ResultsException">The disk refuses, or the path is a link or no file; a file that was there is intact.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            using OutputFile file = OutputFile.Create(path);
            file.Stream.Write(content);
            file.Commit();
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw Refused(path, exception);
        }
    }

    /// <summary>Finds out ahead of the work whether <see cref="Replace"/> could write there; nothing is left or changed.</summary>
    /// <exception cref="ResultsException">It could not, as <see cref="Replace"/> would say.</exception>
    public static void DemandReplaceable(string path)
    {
        try
        {
            // To open a pipe would be to be its writer.
            if (FileStatus.Of(path).Kind is FileKind.Pipe or FileKind.Device) return;
            using OutputFile file = OutputFile.Create(path);
            file.Stream.Write(new byte[ProbeBytes]);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw Refused(path, exception);
        }
    }

    /// <summary>Makes a folder; one that is there is left as it is.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="option">The option that names another one, for the message.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static void CreateFolder(string path, string option = "--out")
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw new ResultsException(
                $"Cannot make the folder {path}: {exception.Message.TrimEnd('.')}. Choose another folder with {option}.", exception);
        }
    }

    /// <summary>
    /// Runs <paramref name="access"/> and turns what the file system refuses into a <see cref="ResultsException"/> that names
    /// <paramref name="path"/>.
    /// </summary>
    internal static T Guard<T>(string path, Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            throw Refused(path, exception);
        }
    }

    /// <summary>The exception for a refused access.</summary>
    internal static ResultsException Refused(string path, Exception exception) =>
        new($"Cannot use {path}: {exception.Message.TrimEnd('.')}.", exception);

    private static bool IsRefusal(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
