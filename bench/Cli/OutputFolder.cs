using MultifdBench.Core;
using MultifdBench.Results;

namespace MultifdBench.Bench.Cli;

/// <summary>A folder that an option names for output, looked at ahead of the work whose results it is to take.</summary>
internal static class OutputFolder
{
    private const int ProbeBytes = 4096;

    /// <summary>Makes the folder and writes a page there, and takes both back as far as they were not there before.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="option">The option that named it, for messages.</param>
    /// <exception cref="UsageException">It is a file, or cannot be made.</exception>
    /// <exception cref="ResultsException">Nothing can be written there.</exception>
    public static void Check(string folder, string option)
    {
        if (File.Exists(folder)) throw new UsageException($"{option} {folder} is a file; give a folder.");
        List<string> made = Make(folder, option);
        try
        {
            string probe = Path.Combine(folder, Path.GetRandomFileName());
            using FileStream file =
                new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            file.Write(new byte[ProbeBytes]);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw new ResultsException(
                $"{option} {folder} cannot be written: {e.Message.TrimEnd('.')}. Free space or name another folder.", e);
        }
        finally
        {
            TakeBack(made);
        }
    }

    /// <summary>Makes the folder and whatever leads to it.</summary>
    /// <returns>What was not there before, innermost first.</returns>
    private static List<string> Make(string folder, string option)
    {
        try
        {
            List<string> missing = [];
            for (string? path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)); path is not null
                && !Directory.Exists(path); path = Path.GetDirectoryName(path))
                missing.Add(path);
            Directory.CreateDirectory(folder);
            return missing;
        }
        catch (Exception e) when (IsRefusal(e) || e is ArgumentException)
        {
            throw new UsageException($"{option} {folder} cannot be made: {e.Message.TrimEnd('.')}; name another folder.");
        }
    }

    private static void TakeBack(List<string> folders)
    {
        try
        {
            foreach (string folder in folders) Directory.Delete(folder);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            // Somebody uses it already.
        }
    }

    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException;
}
