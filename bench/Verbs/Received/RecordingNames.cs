namespace MultifdBench.Bench.Verbs.Received;

/// <summary>Which file of a recording belongs to which.</summary>
internal static class RecordingNames
{
    private const string Compressed = ".zst";

    /// <summary>The file with the times of a connection's file; its name begins otherwise, so that <c>channel-*</c> names channels only.</summary>
    public static string Times(string connection) => $"times-{connection}.csv";

    /// <summary>The times beside a connection's file, compressed or not; null where there are none.</summary>
    public static string? FindTimes(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(Compressed, StringComparison.Ordinal)) name = name[..^Compressed.Length];
        string times = Path.Combine(Path.GetDirectoryName(path) ?? "", Times(name));
        return File.Exists(times) ? times : File.Exists(times + Compressed) ? times + Compressed : null;
    }
}
