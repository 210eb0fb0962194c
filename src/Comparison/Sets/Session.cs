using MultifdBench.Results;

namespace MultifdBench.Comparison.Sets;

/// <summary>
/// One process's runs: what repetitions inside share and two sessions do not (memory layout, frequency, neighbours). Immutable,
/// thread-safe.
/// </summary>
/// <param name="Name">The results folder's name.</param>
/// <param name="Host">The machine; null where it is not recorded.</param>
/// <param name="Cells">Runs by combination.</param>
public sealed record Session(string Name, HostIdentity? Host, IReadOnlyDictionary<Combination, SessionRuns> Cells)
{
    /// <summary>Start of the first run; runs are what time stamps say of, so that an empty session has none.</summary>
    public DateTimeOffset Start => Cells.Values.Select(runs => runs.Start).DefaultIfEmpty().Min();

    /// <summary>Start of the last run.</summary>
    public DateTimeOffset End => Cells.Values.Select(runs => runs.End).DefaultIfEmpty().Max();

    /// <summary>The runs of one combination; none where the session does not have it.</summary>
    public IReadOnlyList<RunRow> Runs(Combination combination) =>
        Cells.TryGetValue(combination, out SessionRuns? runs) ? runs : [];

    /// <summary>The session that a results folder holds.</summary>
    /// <exception cref="ResultsException">The folder holds no runs.</exception>
    public static Session Of(ResultSet results)
    {
        if (results.Runs.Count == 0) throw new ResultsException($"{results.Folder} holds no runs yet; there is nothing to compare.");
        return new Session(
            results.Name,
            HostIdentity.Parse(results.HostJson),
            results.Runs.GroupBy(Combination.Of).ToDictionary(group => group.Key,
                group => new SessionRuns(group.OrderBy(run => run.Repetition))));
    }
}
