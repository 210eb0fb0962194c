using System.Globalization;

namespace MultifdBench.Bench.Cli.Received;

/// <summary>Which file of a recording belongs to which.</summary>
internal static class RecordingNames
{
    private const string Compressed = ".zst";
    private const string Main = "main";
    private const string Channel = "channel-";

    /// <summary>The files of a folder's recording; null where it holds none.</summary>
    public static (string Main, string[] Channels)? Find(string folder)
    {
        string main = Path.Combine(folder, Main);
        if (!File.Exists(main)) main += Compressed;
        string[] channels = [.. Directory.EnumerateFiles(folder, Channel + "*")
            .Where(path => IsConnection(Path.GetFileName(path)[Channel.Length..])).Order(StringComparer.Ordinal)];
        return File.Exists(main) && channels.Length > 0 ? (main, channels) : null;
    }

    /// <summary>
    /// The file with the times of a connection's file; its name begins otherwise, so that <c>channel-*</c> names channels only.
    /// </summary>
    public static string Times(string connection) => $"times-{connection}.csv";

    /// <summary>The times beside a connection's file, compressed or not; null where there are none.</summary>
    public static string? FindTimes(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(Compressed, StringComparison.Ordinal)) name = name[..^Compressed.Length];
        string times = Path.Combine(Path.GetDirectoryName(path) ?? "", Times(name));
        return File.Exists(times) ? times : File.Exists(times + Compressed) ? times + Compressed : null;
    }

    private static bool IsConnection(string number) =>
        byte.TryParse(number.EndsWith(Compressed, StringComparison.Ordinal) ? number[..^Compressed.Length] : number, NumberStyles.None,
            CultureInfo.InvariantCulture, out _);
}
