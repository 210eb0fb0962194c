using System.Globalization;

namespace MultifdBench.Comparison.Merging;

/// <summary>
/// The one line of a recorded profile in which shards differ: <c>shard: K/N</c>. Profiles are recorded with a key per line, so that no
/// parser is needed.
/// </summary>
internal static class ShardLine
{
    private const string Key = "shard:";

    /// <summary>The profile of the whole matrix.</summary>
    public static string Without(string profileYaml) =>
        string.Join('\n', Lines(profileYaml).Where(line => !line.StartsWith(Key, StringComparison.Ordinal)));

    /// <summary>K and N; null for a profile that is not sharded.</summary>
    public static (int K, int N)? Numbers(string profileYaml)
    {
        string? line = Array.Find(Lines(profileYaml), line => line.StartsWith(Key, StringComparison.Ordinal));
        string[] parts = line?[Key.Length..].Trim().Trim('\'', '"').Split('/') ?? [];
        return parts.Length == 2 && TryParse(parts[0], out int k) && TryParse(parts[1], out int n) ? (k, n) : null;
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
