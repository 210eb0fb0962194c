using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>An action as a policy file has it: what, but not yet why.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Value">The downtime limit, ns; 0 for the other actions.</param>
internal readonly record struct PolicyAction(ManagementActionKind Kind, long Value = 0)
{
    /// <summary>The longest downtime limit that QEMU takes, ns [QEMU options.c: MAX_MIGRATE_DOWNTIME_SECONDS].</summary>
    public const long MaxDowntimeNs = 2000 * Units.NsPerSecond;

    private const string DowntimeWord = "downtime";

    private static readonly Dictionary<string, ManagementActionKind> Kinds = new(StringComparer.Ordinal)
    {
        ["suspend"] = ManagementActionKind.Suspend,
        ["postcopy"] = ManagementActionKind.StartPostcopy,
        ["cancel"] = ManagementActionKind.Cancel,
        ["auto-converge"] = ManagementActionKind.AutoConverge,
    };

    /// <summary>What may be written, for messages.</summary>
    public static string Forms => $"{string.Join(", ", Kinds.Keys)}, or {DowntimeWord} with a time: downtime 500ms";

    /// <summary>The words that actions begin with.</summary>
    public static IReadOnlyList<string> Words => [.. Kinds.Keys, DowntimeWord];

    /// <summary>The action with its reason.</summary>
    public ManagementAction Because(string why) => new(Kind, why, Value);

    /// <summary>Reads <c>suspend</c> or <c>downtime 500ms</c>.</summary>
    public static bool TryParse(string text, out PolicyAction action)
    {
        string[] words = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        action = default;
        if (words.Length == 1 && Kinds.TryGetValue(words[0], out ManagementActionKind kind))
        {
            action = new PolicyAction(kind);
            return true;
        }

        if (words.Length != 2 || words[0] != DowntimeWord) return false;
        if (!PolicyTime.TryParse(words[1], out long ns) || ns > MaxDowntimeNs) return false;
        action = new PolicyAction(ManagementActionKind.SetDowntimeLimit, ns);
        return true;
    }
}
