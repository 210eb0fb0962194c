using MultifdBench.Core.Files;
using MultifdBench.Results.Csv;

namespace MultifdBench.Results;

/// <summary>A results folder as read: what tables, charts, comparisons and history work from. Immutable, thread-safe.</summary>
public sealed class ResultSet
{
    private readonly Lazy<IReadOnlyList<SummaryRow>> _summary;
    private readonly Lazy<ILookup<Combination, RunRow>> _runs;
    private readonly Lazy<ILookup<string, RoundRow>> _rounds;
    private readonly Lazy<ILookup<string, TimelineRow>> _timeline;
    private readonly Lazy<ILookup<string, PageSizeRow>> _pageSizes;

    private ResultSet(string folder, List<string> warnings)
    {
        Folder = Path.GetFullPath(folder);
        Runs = CsvFile.Read<RunRow>(Path.Combine(folder, ResultSetFiles.Runs), warnings);
        HashSet<string> known = [.. Runs.Select(run => run.RunId)];
        Rounds = [.. ReadOptional<RoundRow>(ResultSetFiles.Rounds, warnings).Where(row => known.Contains(row.RunId))];
        Timeline = [.. ReadOptional<TimelineRow>(ResultSetFiles.Timeline, warnings).Where(row => known.Contains(row.RunId))];
        PageSizes = [.. ReadOptional<PageSizeRow>(ResultSetFiles.PageSizes, warnings).Where(row => known.Contains(row.RunId))];
        Limits = ReadOptional<LimitRow>(ResultSetFiles.Limits, warnings);
        Decisions = ReadOptional<DecisionRow>(ResultSetFiles.Decisions, warnings);
        Links = ReadOptional<RunRow>(ResultSetFiles.Links, warnings);
        HostJson = ReadOptionalText(ResultSetFiles.Host);
        ProfileYaml = ReadOptionalText(ResultSetFiles.Profile);
        Policies = Directory.EnumerateFiles(folder, ResultSetFiles.Policies).Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetFileName(path), path => ReadOptionalText(Path.GetFileName(path))!);
        Warnings = warnings;
        // A comparison never asks for it, and it takes a tenth of that command's time.
        _summary = new(() => Statistics.Summary.Of(Runs));
        _runs = new(() => Runs.ToLookup(Combination.Of));
        _rounds = new(() => Rounds.ToLookup(round => round.RunId));
        _timeline = new(() => Timeline.ToLookup(reading => reading.RunId));
        _pageSizes = new(() => PageSizes.ToLookup(bucket => bucket.RunId));
    }

    /// <summary>Full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>The folder's name, which tells time, host and profile.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>The host that ran it, for titles.</summary>
    public string HostLabel => Results.HostLabel.Of(HostJson) ?? Name;

    /// <summary>Its cores; null where <c>host.json</c> does not say.</summary>
    public int? HostCores => Results.HostLabel.CoresOf(HostJson);

    /// <summary>All runs, in file order.</summary>
    public IReadOnlyList<RunRow> Runs { get; }

    /// <summary>Rounds of those runs; rounds of a run that was cut off are left out.</summary>
    public IReadOnlyList<RoundRow> Rounds { get; }

    /// <summary>Readings of those runs every 100 ms; empty where none were kept.</summary>
    public IReadOnlyList<TimelineRow> Timeline { get; }

    /// <summary>Page size buckets of those runs; empty where they were not recorded.</summary>
    public IReadOnlyList<PageSizeRow> PageSizes { get; }

    /// <summary>Largest survivable dirty rates; empty where nobody looked for them. They belong to no run.</summary>
    public IReadOnlyList<LimitRow> Limits { get; }

    /// <summary>Which method wins over which link, in file order; empty where nobody asked.</summary>
    public IReadOnlyList<DecisionRow> Decisions { get; }

    /// <summary>
    /// What <see cref="Decisions"/> were made from: the best of each method over each link, simulated; empty where nobody asked. They are
    /// no runs: no table, verdict or history has them.
    /// </summary>
    public IReadOnlyList<RunRow> Links { get; }

    /// <summary>A row per combination, computed from <see cref="Runs"/>, not read from <c>summary.csv</c>, which may be older.</summary>
    public IReadOnlyList<SummaryRow> Summary => _summary.Value;

    /// <summary>Text of <c>host.json</c>, or null.</summary>
    public string? HostJson { get; }

    /// <summary>Text of <c>profile.yaml</c>, or null.</summary>
    public string? ProfileYaml { get; }

    /// <summary>Texts of the management policies that the folder keeps, by their files' names.</summary>
    public IReadOnlyDictionary<string, string> Policies { get; }

    /// <summary>What was repaired or left out while reading, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The runs of one combination, in file order.</summary>
    public IEnumerable<RunRow> RunsOf(Combination combination) => _runs.Value[combination];

    /// <summary>The rounds of one run, in file order.</summary>
    public IEnumerable<RoundRow> RoundsOf(RunRow run) => _rounds.Value[run.RunId];

    /// <summary>The readings of one run, in file order.</summary>
    public IEnumerable<TimelineRow> TimelineOf(RunRow run) => _timeline.Value[run.RunId];

    /// <summary>The page size buckets of one run, in file order.</summary>
    public IEnumerable<PageSizeRow> PageSizesOf(RunRow run) => _pageSizes.Value[run.RunId];

    /// <summary>Reads a results folder; also one that is still being written.</summary>
    /// <exception cref="ResultsException">It is no results folder, or a file in it does not parse.</exception>
    public static ResultSet Load(string folder)
    {
        if (!File.Exists(Path.Combine(folder, ResultSetFiles.Runs)))
            throw new ResultsException($"{folder} is no results folder: it has no {ResultSetFiles.Runs}.");
        return new ResultSet(folder, []);
    }

    private IReadOnlyList<T> ReadOptional<T>(string name, List<string> warnings)
    {
        string path = Path.Combine(Folder, name);
        return File.Exists(path) ? CsvFile.Read<T>(path, warnings) : [];
    }

    private string? ReadOptionalText(string name)
    {
        string path = Path.Combine(Folder, name);
        return File.Exists(path) ? Storage.Guard(path, () => File.ReadAllText(InputFile.Demand(path))) : null;
    }
}
