using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Core.Files;
using MultifdBench.Results.Csv;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Results;

/// <summary>
/// Writes one results folder: rows are on disk before a call returns, whole files are replaced in one step, and a lock that dies with
/// the process keeps a second writer out. Thread-safe.
/// </summary>
public sealed class ResultSetWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FolderLock _lock;
    private readonly CsvAppender<RunRow> _runs;
    private readonly CsvAppender<RoundRow> _rounds;
    private readonly HashSet<string> _runIds;
    private readonly List<string> _warnings = [];
    private CsvAppender<PageSizeRow>? _pageSizes;
    private CsvAppender<TimelineRow>? _timeline;

    private ResultSetWriter(string folder, bool isNew, string? hostJson = null, string? profileYaml = null,
        IReadOnlyDictionary<string, string>? policies = null)
    {
        Folder = Path.GetFullPath(folder);
        Storage.CreateFolder(Folder);
        _lock = new FolderLock(Folder);
        try
        {
            foreach (string left in ResultSetFiles.All.SelectMany(name => OutputFile.PartialsOf(FilePath(name)))) File.Delete(left);
            if (isNew) DemandNoResults(folder);
            // The profile last of these, and both before the first row: at every instant a killed process leaves a folder that has no row
            // and can be taken for a new matrix, or one that has all that a resume needs.
            if (hostJson is not null) WriteHost(hostJson);
            foreach ((string name, string yaml) in policies ?? new Dictionary<string, string>()) WritePolicy(name, yaml);
            if (profileYaml is not null) WriteProfile(profileYaml);
            _runs = new CsvAppender<RunRow>(FilePath(ResultSetFiles.Runs), _warnings);
            _runIds = [.. CsvFile.Read<RunRow>(FilePath(ResultSetFiles.Runs), _warnings).Select(run => run.RunId)];
            DropOrphans<RoundRow>(ResultSetFiles.Rounds, row => row.RunId);
            DropOrphans<TimelineRow>(ResultSetFiles.Timeline, row => row.RunId);
            DropOrphans<PageSizeRow>(ResultSetFiles.PageSizes, row => row.RunId);
            _rounds = new CsvAppender<RoundRow>(FilePath(ResultSetFiles.Rounds), _warnings);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>What was repaired on opening, one line each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>
    /// Creates <c>yyyyMMdd-HHmmss-host-profile</c> under <paramref name="resultsFolder"/>, with a number at the end where that name is
    /// taken.
    /// </summary>
    /// <param name="resultsFolder">The repository's <c>results</c> folder; made when absent.</param>
    /// <param name="host">Host name; characters that do not belong in a file name become <c>_</c>.</param>
    /// <param name="profile">Profile name, likewise.</param>
    /// <param name="startedUtc">When the session began.</param>
    /// <param name="hostJson">As for <see cref="CreateAt"/>.</param>
    /// <param name="profileYaml">As for <see cref="CreateAt"/>.</param>
    /// <param name="policies">As for <see cref="CreateAt"/>.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static ResultSetWriter Create(
        string resultsFolder, string host, string profile, DateTimeOffset startedUtc, string? hostJson = null, string? profileYaml = null,
        IReadOnlyDictionary<string, string>? policies = null)
    {
        string stamp = startedUtc.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string name = $"{stamp}-{FileNamePart(host)}-{FileNamePart(profile)}";
        string folder = Path.Combine(resultsFolder, name);
        for (int i = 2; Path.Exists(folder); i++) folder = Path.Combine(resultsFolder, Invariant.Text($"{name}-{i}"));
        return CreateAt(folder, hostJson, profileYaml, policies);
    }

    /// <summary>
    /// Creates a results folder at exactly <paramref name="folder"/>, which may exist if it holds no runs. Host and profile are there
    /// before
    /// <c>runs.csv</c>: whenever the process is killed, the folder can be created again or resumed.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="hostJson">Text of <c>host.json</c>; null for none.</param>
    /// <param name="profileYaml">Text of <c>profile.yaml</c>, by which it can be resumed; null for none.</param>
    /// <param name="policies">
    /// Texts of the management policies that are files of the user's, by <see cref="ResultSetFiles.KeptPolicy"/>; null for none.
    /// </param>
    /// <exception cref="ResultsException">It holds results, another process writes it, or the disk refuses.</exception>
    public static ResultSetWriter CreateAt(string folder, string? hostJson = null, string? profileYaml = null,
        IReadOnlyDictionary<string, string>? policies = null) => new(folder, isNew: true, hostJson, profileYaml, policies);

    /// <summary>Looks whether <see cref="CreateAt"/> would find results, ahead of the work.</summary>
    /// <exception cref="ResultsException">It holds results, or a <c>runs.csv</c> that cannot be read.</exception>
    public static void DemandNoResults(string folder)
    {
        if (HoldsRuns(folder))
            throw new ResultsException($"{folder} already holds results; continue them with --resume or choose another folder with --out.");
    }

    /// <summary>Opens a results folder to continue it: cuts off a half-written row and drops rounds whose run never ended.</summary>
    /// <exception cref="ResultsException">It is no results folder, another process writes it, or another version wrote it.</exception>
    public static ResultSetWriter Resume(string folder)
    {
        if (!File.Exists(Path.Combine(folder, ResultSetFiles.Runs)) && !File.Exists(Path.Combine(folder, ResultSetFiles.Profile)))
            throw new ResultsException($"Cannot resume {folder}: it has no {ResultSetFiles.Runs}.");
        return new ResultSetWriter(folder, isNew: false);
    }

    /// <summary>
    /// Writes a whole result set at once into a folder that has none: files are complete or absent, but the folder may have some of them.
    /// </summary>
    /// <param name="folder">Made when absent.</param>
    /// <param name="runs">All runs; ids are unique.</param>
    /// <param name="rounds">Rounds of those runs.</param>
    /// <param name="pageSizes">Page size buckets of those runs.</param>
    /// <param name="timeline">Readings of those runs.</param>
    /// <exception cref="ResultsException">It holds results, or the disk refuses.</exception>
    public static ResultSetWriter CreateWhole(string folder, IReadOnlyList<RunRow> runs, IReadOnlyList<RoundRow> rounds,
        IReadOnlyList<PageSizeRow> pageSizes, IReadOnlyList<TimelineRow> timeline)
    {
        if (Path.Exists(folder)) throw new ResultsException($"{folder} is there already; choose another folder with --out.");
        Storage.CreateFolder(folder);
        CsvFile.Replace(Path.Combine(folder, ResultSetFiles.Rounds), rounds);
        if (pageSizes.Count > 0) CsvFile.Replace(Path.Combine(folder, ResultSetFiles.PageSizes), pageSizes);
        if (timeline.Count > 0) CsvFile.Replace(Path.Combine(folder, ResultSetFiles.Timeline), timeline);
        CsvFile.Replace(Path.Combine(folder, ResultSetFiles.Runs), runs);
        return new ResultSetWriter(folder, isNew: false);
    }

    /// <summary>Whether a run is already in <c>runs.csv</c>, whatever its outcome.</summary>
    public bool Contains(string runId)
    {
        lock (_gate) return _runIds.Contains(runId);
    }

    /// <summary>All runs on disk, in file order.</summary>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public IReadOnlyList<RunRow> ReadRuns()
    {
        lock (_gate) return CsvFile.Read<RunRow>(FilePath(ResultSetFiles.Runs), _warnings);
    }

    /// <summary>Appends a run with its rounds. The rounds go first: a run that is in <c>runs.csv</c> always has its rounds.</summary>
    /// <param name="run">The run; its id is not in the set yet.</param>
    /// <param name="rounds">Its rounds, all with the run's id.</param>
    /// <param name="pageSizes">Its page size buckets, where they were recorded.</param>
    /// <param name="timeline">Its readings of every 100 ms, where they were kept.</param>
    /// <exception cref="ArgumentException">The id is taken, or a round belongs to another run.</exception>
    /// <exception cref="ResultsException">
    /// The disk refuses, and rows written before are intact; or somebody has deleted or replaced a file.
    /// </exception>
    public void Append(
        RunRow run, IReadOnlyList<RoundRow> rounds, IReadOnlyList<PageSizeRow>? pageSizes = null,
        IReadOnlyList<TimelineRow>? timeline = null)
    {
        lock (_gate)
        {
            Validate(run, rounds, pageSizes ?? [], timeline ?? []);
            if (rounds.Count > 0) _rounds.Append(rounds);
            if (timeline is { Count: > 0 })
                (_timeline ??= new CsvAppender<TimelineRow>(FilePath(ResultSetFiles.Timeline), _warnings)).Append(timeline);
            if (pageSizes is { Count: > 0 })
                (_pageSizes ??= new CsvAppender<PageSizeRow>(FilePath(ResultSetFiles.PageSizes), _warnings)).Append(pageSizes);
            _runs.Append([run]);
            _runIds.Add(run.RunId);
        }
    }

    /// <summary>Writes <c>summary.csv</c> from all runs so far.</summary>
    /// <exception cref="ResultsException">The disk refuses; an earlier summary is intact.</exception>
    public void WriteSummary()
    {
        lock (_gate)
        {
            CsvFile.Replace(FilePath(ResultSetFiles.Summary), Summary.Of(ReadRuns()));
        }
    }

    /// <summary>Writes <c>limits.csv</c> whole, in place of what it held.</summary>
    /// <exception cref="ResultsException">The disk refuses; earlier limits are intact.</exception>
    public void WriteLimits(IReadOnlyList<LimitRow> limits)
    {
        lock (_gate) CsvFile.Replace(FilePath(ResultSetFiles.Limits), limits);
    }

    /// <summary>Writes <c>decisions.csv</c> whole, in place of what it held.</summary>
    /// <exception cref="ResultsException">The disk refuses; earlier decisions are intact.</exception>
    public void WriteDecisions(IReadOnlyList<DecisionRow> decisions)
    {
        lock (_gate) CsvFile.Replace(FilePath(ResultSetFiles.Decisions), decisions);
    }

    /// <summary>Writes <c>links.csv</c> whole, in place of what it held.</summary>
    /// <exception cref="ResultsException">The disk refuses; earlier rows are intact.</exception>
    public void WriteLinks(IReadOnlyList<RunRow> rows)
    {
        lock (_gate) CsvFile.Replace(FilePath(ResultSetFiles.Links), rows);
    }

    /// <summary>Writes <c>host.json</c>.</summary>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public void WriteHost(string json) => WriteText(ResultSetFiles.Host, json);

    /// <summary>Writes <c>profile.yaml</c>, the profile's text as given.</summary>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public void WriteProfile(string yaml) => WriteText(ResultSetFiles.Profile, yaml);

    /// <summary>Writes the text of a management policy.</summary>
    /// <param name="name">See <see cref="ResultSetFiles.KeptPolicy"/>.</param>
    /// <param name="yaml">The text as given.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public void WritePolicy(string name, string yaml) => WriteText(name, yaml);

    /// <summary>Closes the files and gives the folder free.</summary>
    public void Dispose()
    {
        _runs?.Dispose();
        _rounds?.Dispose();
        _pageSizes?.Dispose();
        _timeline?.Dispose();
        _lock.Dispose();
    }

    private void WriteText(string name, string text) => Storage.Replace(FilePath(name), System.Text.Encoding.UTF8.GetBytes(text));

    private static bool HoldsRuns(string folder)
    {
        string path = Path.Combine(folder, ResultSetFiles.Runs);
        return File.Exists(path) && CsvFile.Read<RunRow>(path, []).Count > 0;
    }

    private string FilePath(string name) => Path.Combine(Folder, name);

    private void Validate(
        RunRow run, IReadOnlyList<RoundRow> rounds, IReadOnlyList<PageSizeRow> pageSizes, IReadOnlyList<TimelineRow> timeline)
    {
        if (_runIds.Contains(run.RunId)) throw new ArgumentException($"Run '{run.RunId}' is already in {Folder}.", nameof(run));
        IEnumerable<string> owners = rounds.Select(row => row.RunId)
            .Concat(pageSizes.Select(row => row.RunId)).Concat(timeline.Select(row => row.RunId));
        if (owners.Any(owner => owner != run.RunId))
            throw new ArgumentException($"A round, reading or page size does not belong to run '{run.RunId}'.", nameof(rounds));
    }

    private void DropOrphans<T>(string name, Func<T, string> runId)
    {
        string path = FilePath(name);
        if (!File.Exists(path)) return;
        IReadOnlyList<T> rows = CsvFile.Read<T>(path, _warnings);
        T[] kept = [.. rows.Where(row => _runIds.Contains(runId(row)))];
        if (kept.Length == rows.Count) return;
        _warnings.Add($"{path}: {rows.Count - kept.Length} row(s) of a run that never ended were dropped.");
        CsvFile.Replace(path, kept);
    }

    internal static string FileNamePart(string text) =>
        string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '_'));
}
