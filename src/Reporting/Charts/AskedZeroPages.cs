using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Yaml;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// The zero-page modes that somebody asked for. Advice simulates all of them to choose one; a set of charts for each would bury the one
/// that is wanted.
/// </summary>
internal static class AskedZeroPages
{
    private const string Key = "zero_page_detection";

    /// <summary>Whether a row belongs in charts: all that was measured, and what was simulated in a mode that the profile names.</summary>
    public static Func<SummaryRow, bool> Of(ResultSet results)
    {
        IReadOnlyList<string> asked = Modes(results.ProfileYaml);
        return row => row.Combination.Source == RunSource.Measured || asked.Count == 0 || asked.Contains(row.Combination.ZeroPageDetection);
    }

    /// <summary>What a profile names; empty where there is no profile, or it says nothing.</summary>
    private static IReadOnlyList<string> Modes(string? profile)
    {
        if (profile is null) return [];
        try
        {
            return YamlFile.Parse(profile, "profile.yaml", "a profile is one YAML mapping").Root.Find(Key) is YamlList modes
                ? [.. modes.Items.OfType<YamlScalar>().Select(mode => mode.Text)]
                : [];
        }
        catch (UsageException)
        {
            // Of a simulation it is two parameter files, one behind the other.
            return [];
        }
    }
}
