namespace MultifdBench.Results;

/// <summary>File access with one kind of error and no half-written files; public because reports are written the same way.</summary>
public static class Storage
{
    /// <summary>Writes a temporary file beside <paramref name="path"/>, flushes it to disk and moves it over <paramref name="path"/>.</summary>
    /// <exception cref="ResultsException">The disk refuses; a file that was there is intact.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            Discard(temporary);
            throw Refused(path, exception);
        }
    }

    /// <summary>Makes a folder; one that is there is left as it is.</summary>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static void CreateFolder(string path) => Guard(path, () => Directory.CreateDirectory(path));

    /// <summary>Runs <paramref name="access"/> and turns what the file system refuses into a <see cref="ResultsException"/> that names <paramref name="path"/>.</summary>
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
        new($"Cannot use {path}: {exception.Message.TrimEnd('.')}. Rows written before are intact.", exception);

    private static bool IsRefusal(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            // The first error is the one to report.
        }
    }
}
