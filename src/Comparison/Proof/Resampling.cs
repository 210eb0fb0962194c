using MultifdBench.Comparison.Sets;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Proof;

/// <summary>
/// Makes pairs of sides from real sessions of one build. The same session is drawn again and again: what was made of it is kept.
/// Deterministic for a seed; not thread-safe.
/// </summary>
/// <param name="sessions">In order of their start.</param>
/// <param name="random">Source of choices.</param>
/// <param name="slowdown">Fraction by which time and CPU grow where a side is slowed down.</param>
internal sealed class Resampling(IReadOnlyList<Session> sessions, Random random, double slowdown)
{
    private readonly Dictionary<(int Start, int Count), Session> _joined = [];
    private readonly Dictionary<SessionRuns, SessionRuns> _slowed = [];

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
    public SessionSet Slow(SessionSet side, IReadOnlyCollection<Combination> slowed) => slowed.Count == 0
        ? side
        : side with { Sessions = [.. side.Sessions.Select(session => session with { Cells = Slow(session.Cells, slowed) })] };

    private Dictionary<Combination, SessionRuns> Slow(IReadOnlyDictionary<Combination, SessionRuns> cells,
        IReadOnlyCollection<Combination> slowed)
    {
        Dictionary<Combination, SessionRuns> changed = new(cells);
        foreach (Combination combination in slowed)
        {
            if (!cells.TryGetValue(combination, out SessionRuns? runs)) continue;
            if (!_slowed.TryGetValue(runs, out SessionRuns? slow)) _slowed[runs] = slow = runs.Slowed(1 + slowdown);
            changed[combination] = slow;
        }

        return changed;
    }

    private Session AsOne(int start, int count)
    {
        if (_joined.TryGetValue((start, count), out Session? known)) return known;
        Dictionary<Combination, List<(int Session, SessionRuns Runs)>> cells = [];
        for (int index = 0; index < count; index++)
        {
            foreach ((Combination combination, SessionRuns runs) in sessions[start + index].Cells)
            {
                if (!cells.TryGetValue(combination, out List<(int Session, SessionRuns Runs)>? all)) cells[combination] = all = [];
                all.Add((index, runs));
            }
        }

        return _joined[(start, count)] =
            sessions[start] with { Cells = cells.ToDictionary(cell => cell.Key, cell => SessionRuns.AsOne(cell.Value)) };
    }
}
