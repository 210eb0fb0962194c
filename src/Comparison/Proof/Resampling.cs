using MultifdBench.Comparison.Sets;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Proof;

/// <summary>Makes pairs of sides from real sessions of one build. Deterministic for a seed; not thread-safe.</summary>
/// <param name="sessions">In order of their start.</param>
/// <param name="random">Source of choices.</param>
internal sealed class Resampling(IReadOnlyList<Session> sessions, Random random)
{
    /// <summary>
    /// Alternating sessions: <paramref name="count"/> pairs of neighbours without repetition, in each of which chance says which one is
    /// BASE. That is what a nightly job with a random order of builds would have measured.
    /// </summary>
    public (SessionSet Before, SessionSet After) Alternating(int count)
    {
        int[] pairs = [.. Enumerable.Range(0, sessions.Count / 2)];
        random.Shuffle(pairs);
        List<Session> before = [];
        List<Session> after = [];
        foreach (int pair in pairs.Take(count).Order())
        {
            int swap = random.Next(2);
            before.Add(sessions[2 * pair + swap]);
            after.Add(sessions[2 * pair + 1 - swap]);
        }

        return (new SessionSet("BASE", before, []), new SessionSet("NEW", after, []));
    }

    /// <summary>
    /// One session each, one after the other: <paramref name="count"/> consecutive sessions as the repetitions of one, and the next as
    /// those of the other.
    /// </summary>
    public (SessionSet Before, SessionSet After) OneAfterTheOther(int count)
    {
        int start = random.Next(sessions.Count - 2 * count + 1);
        SessionSet first = new("first", [AsOne(start, count)], []);
        SessionSet second = new("second", [AsOne(start + count, count)], []);
        return random.Next(2) == 0 ? (first, second) : (second, first);
    }

    /// <summary>The side with the gate's metrics of the chosen combinations slowed down.</summary>
    /// <param name="side">As measured.</param>
    /// <param name="slowed">Which combinations.</param>
    /// <param name="slowdown">Fraction by which time and CPU grow.</param>
    public static SessionSet Slow(SessionSet side, IReadOnlyCollection<Combination> slowed, double slowdown) => slowed.Count == 0
        ? side
        : side with { Sessions = [.. side.Sessions.Select(session => session with { Cells = Slow(session.Cells, slowed, slowdown) })] };

    private static Dictionary<Combination, IReadOnlyList<RunRow>> Slow(IReadOnlyDictionary<Combination, IReadOnlyList<RunRow>> cells,
        IReadOnlyCollection<Combination> slowed, double slowdown)
    {
        Dictionary<Combination, IReadOnlyList<RunRow>> changed = new(cells);
        foreach (Combination combination in slowed)
        {
            if (cells.TryGetValue(combination, out IReadOnlyList<RunRow>? runs))
                changed[combination] = [.. runs.Select(run => Slow(run, 1 + slowdown))];
        }

        return changed;
    }

    private static RunRow Slow(RunRow run, double factor) => run with
    {
        TotalTimeMs = run.TotalTimeMs * factor,
        SourceCpuS = run.SourceCpuS * factor,
        DestinationCpuS = run.DestinationCpuS * factor,
    };

    private Session AsOne(int start, int count)
    {
        Dictionary<Combination, List<RunRow>> cells = [];
        for (int index = 0; index < count; index++)
        {
            foreach ((Combination combination, IReadOnlyList<RunRow> runs) in sessions[start + index].Cells)
            {
                if (!cells.TryGetValue(combination, out List<RunRow>? all)) cells[combination] = all = [];
                foreach (RunRow run in runs) all.Add(run with { Repetition = index * 1000 + run.Repetition });
            }
        }

        return sessions[start] with { Cells = cells.ToDictionary(cell => cell.Key, cell => (IReadOnlyList<RunRow>)cell.Value) };
    }
}
