namespace MultifdBench.Results;

/// <summary>Names of the files in a results folder.</summary>
public static class ResultSetFiles
{
    /// <summary>A row per repetition, see <see cref="RunRow"/>.</summary>
    public const string Runs = "runs.csv";

    /// <summary>A row per round of each run, see <see cref="RoundRow"/>.</summary>
    public const string Rounds = "rounds.csv";

    /// <summary>Optional: a row per 100 ms of each run, see <see cref="TimelineRow"/>.</summary>
    public const string Timeline = "timeline.csv";

    /// <summary>A row per combination, see <see cref="SummaryRow"/>.</summary>
    public const string Summary = "summary.csv";

    /// <summary>Optional: a row per bucket of each run, see <see cref="PageSizeRow"/>.</summary>
    public const string PageSizes = "page_sizes.csv";

    /// <summary>Optional: the largest dirty rate that each method survives over each link, see <see cref="LimitRow"/>.</summary>
    public const string Limits = "limits.csv";

    /// <summary>Optional: which method wins over which link, see <see cref="DecisionRow"/>.</summary>
    public const string Decisions = "decisions.csv";

    /// <summary>Optional: what the decisions come from, in the columns of <see cref="Runs"/>: simulated, no runs of the matrix.</summary>
    public const string Links = "links.csv";

    /// <summary>What the runs ran on.</summary>
    public const string Host = "host.json";

    /// <summary>The profile as run.</summary>
    public const string Profile = "profile.yaml";

    private const string PolicyPrefix = "policy-";
    private const string PolicySuffix = ".yaml";

    /// <summary>All of them but for policies.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Runs, Rounds, Timeline, Summary, PageSizes, Limits, Decisions, Links, Host, Profile];

    /// <summary>Optional: the management policies that do not come with the program.</summary>
    internal static string Policies => PolicyPrefix + "*" + PolicySuffix;

    /// <summary>The name that a policy's file has in a results folder; such a name is its own.</summary>
    /// <param name="path">The policy's file.</param>
    public static string KeptPolicy(string path)
    {
        string name = ResultSetWriter.FileNamePart(Path.GetFileNameWithoutExtension(path));
        return (name.StartsWith(PolicyPrefix, StringComparison.Ordinal) ? "" : PolicyPrefix) + name + PolicySuffix;
    }
}
