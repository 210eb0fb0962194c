using System.IO.Hashing;
using MultifdBench.Core;

namespace MultifdBench.Prediction.Machines;

/// <summary>What a workload's name stands for, so that a measurement of it is used again only while that has not changed.</summary>
public static class ContentIdentity
{
    /// <summary>
    /// The name, and a hash of the file that it names (<c>image:FILE</c>, <c>SCENARIO.yaml</c>); of a folder, names, sizes and times of its
    /// files.
    /// </summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static string Of(string workload)
    {
        string path = workload[(workload.IndexOf(':', StringComparison.Ordinal) + 1)..];
        try
        {
            if (File.Exists(path)) return $"{workload} {HashOf(path)}";
            if (!Directory.Exists(path)) return workload;
            IEnumerable<string> files = new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(file => Invariant.Text($"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"))
                .Order(StringComparer.Ordinal);
            return string.Join('\n', files.Prepend(workload));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--workload {workload}: {e.Message}");
        }
    }

    private static string HashOf(string path)
    {
        XxHash128 hash = new();
        using FileStream file = File.OpenRead(path);
        hash.Append(file);
        return Invariant.Text($"{hash.GetCurrentHashAsUInt128():x32}");
    }
}
