using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using MultifdBench.Core;
using MultifdBench.Results;

namespace MultifdBench.Prediction.Machines;

/// <summary>
/// What was measured and stays true while nothing that it depends on changes, a file each, named by a hash of all that. A file that is
/// broken counts as none. Safe for several processes: files appear whole.
/// </summary>
/// <param name="folder">Where they are.</param>
public sealed class MeasurementCache(string folder)
{
    /// <summary>Environment variable with the folder to use.</summary>
    public const string FolderVariable = "MULTIFD_BENCH_CACHE";

    /// <summary>Where they are.</summary>
    public string Folder => folder;

    /// <summary>That of this user: <see cref="FolderVariable"/>, else <c>multifd-bench</c> in the system's folder for such files.</summary>
    public static MeasurementCache OfThisUser()
    {
        string? named = Environment.GetEnvironmentVariable(FolderVariable);
        if (!string.IsNullOrEmpty(named)) return new MeasurementCache(named);
        string? own = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new MeasurementCache(Path.Combine(string.IsNullOrEmpty(own) ? Path.Combine(home, ".cache") : own, "multifd-bench"));
    }

    /// <summary>What was kept under these parts of its identity; null when there is nothing, or nothing that can be read.</summary>
    public CachedMeasurement<T>? Find<T>(string kind, params IReadOnlyList<string> identity)
        where T : class
    {
        try
        {
            string path = PathOf(kind, identity);
            if (!File.Exists(path)) return null;
            return JsonSerializer.Deserialize<CachedMeasurement<T>>(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Keeps a measurement; where the disk refuses, it is measured again next time.</summary>
    /// <returns>Why it could not be kept; null when it was.</returns>
    public string? Keep<T>(string kind, CachedMeasurement<T> measurement, params IReadOnlyList<string> identity)
        where T : class
    {
        try
        {
            Directory.CreateDirectory(folder);
            Storage.Replace(PathOf(kind, identity), JsonSerializer.SerializeToUtf8Bytes(measurement));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ResultsException)
        {
            return e.Message;
        }
    }

    private string PathOf(string kind, IReadOnlyList<string> identity)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Join('\0', identity));
        return Path.Combine(folder, Invariant.Text($"{kind}-{XxHash128.HashToUInt128(text):x32}.json"));
    }
}

/// <summary>A measurement and when it was made.</summary>
/// <param name="Measured">When, UTC.</param>
/// <param name="Value">What.</param>
public sealed record CachedMeasurement<T>(DateTimeOffset Measured, T Value)
    where T : class;
