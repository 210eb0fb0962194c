using MultifdBench.Results;

namespace MultifdBench.Comparison.Sets;

/// <summary>One side of a comparison: a build, measured in one session or in several. Immutable, thread-safe.</summary>
/// <param name="Name">What the user called it.</param>
/// <param name="Sessions">In order of their start; at least one.</param>
/// <param name="Warnings">What was repaired or left out while reading.</param>
public sealed record SessionSet(string Name, IReadOnlyList<Session> Sessions, IReadOnlyList<string> Warnings)
{
    private OrderedDictionary<Combination, List<(int Session, SessionRuns Runs)>>? _cells;

    /// <summary>In order of their start; at least one.</summary>
    public IReadOnlyList<Session> Sessions
    {
        get;
        init
        {
            field = value;
            _cells = null;
        }
    } = Sessions;

    /// <summary>Every combination of any session, in order of appearance.</summary>
    public IReadOnlyList<Combination> Combinations => CellsOfAll.Keys;

    /// <summary>By combination the runs of each session that has it. Threads that come here at once find the same.</summary>
    private OrderedDictionary<Combination, List<(int Session, SessionRuns Runs)>> CellsOfAll => _cells ??= Collect();

    /// <summary>The runs of one combination, session by session, with the session's place among all.</summary>
    internal IReadOnlyList<(int Session, SessionRuns Runs)> Runs(Combination combination) =>
        CellsOfAll.TryGetValue(combination, out List<(int Session, SessionRuns Runs)>? runs) ? runs : [];

    /// <summary>Reads a results folder, or a folder whose subfolders are results folders: one session each.</summary>
    /// <exception cref="ResultsException">There is no such folder, no results in it, or a file does not parse.</exception>
    public static SessionSet Load(string folder)
    {
        ResultSet[] sets = [.. FoldersOf(folder).Select(ResultSet.Load)];
        return new SessionSet(
            Path.TrimEndingDirectorySeparator(folder),
            [.. sets.Select(Session.Of).OrderBy(session => session.Start)],
            [.. sets.SelectMany(set => set.Warnings)]);
    }

    private OrderedDictionary<Combination, List<(int Session, SessionRuns Runs)>> Collect()
    {
        OrderedDictionary<Combination, List<(int Session, SessionRuns Runs)>> all = [];
        for (int session = 0; session < Sessions.Count; session++)
        {
            foreach ((Combination combination, SessionRuns runs) in Sessions[session].Cells)
            {
                if (!all.TryGetValue(combination, out List<(int Session, SessionRuns Runs)>? cell)) all.Add(combination, cell = []);
                cell.Add((session, runs));
            }
        }

        return all;
    }

    /// <summary>The results folders that a path stands for: itself, or those directly inside it in order of name.</summary>
    /// <exception cref="ResultsException">There is none.</exception>
    public static IReadOnlyList<string> FoldersOf(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ResultsException($"{folder} does not exist; name a results folder, as 'bench matrix' prints it at its end.");
        if (File.Exists(Path.Combine(folder, ResultSetFiles.Runs))) return [folder];
        string[] inside = [.. Directory.EnumerateDirectories(folder).Where(child => File.Exists(Path.Combine(child, ResultSetFiles.Runs)))
            .Order(StringComparer.Ordinal)];
        return inside.Length > 0
            ? inside
            : throw new ResultsException(
                $"{folder} is no results folder and holds none: there is no {ResultSetFiles.Runs} in it or one level below.");
    }
}
