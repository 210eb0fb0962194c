using System.Collections;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Comparison.Sets;

/// <summary>
/// The runs of one combination in one session, with what comparisons ask of them again and again: the gate's proof sets each session
/// against others thousands of times. Immutable, thread-safe.
/// </summary>
public sealed class SessionRuns : IReadOnlyList<RunRow>
{
    /// <summary>Between the repetitions of two sessions that are taken as one; nobody repeats a combination so often.</summary>
    private const int RepetitionsApart = 1000;

    private readonly RunRow[] _runs;
    private readonly int[] _repetitions;
    private readonly double _factor = 1;
    private LogFigures[] _figures = [];

    /// <param name="runs">In order of repetition; at least one.</param>
    public SessionRuns(IEnumerable<RunRow> runs)
    {
        _runs = [.. runs];
        _repetitions = [.. _runs.Select(run => run.Repetition)];
        (Start, End) = (_runs.Min(run => run.TimestampUtc), _runs.Max(run => run.TimestampUtc));
        List<RunRow> failed = [];
        foreach (RunRow run in _runs)
        {
            // One that counts was available: most do, and one comparison of texts is enough for them.
            bool counts = Summary.Counts(run);
            if (!counts && run.Outcome == RunOutcome.Unavailable) continue;
            Ran++;
            if (!counts) failed.Add(run);
        }

        Failed = failed;
    }

    private SessionRuns(IReadOnlyList<(int Session, SessionRuns Runs)> sessions)
    {
        _runs = [.. sessions.SelectMany(one => one.Runs._runs)];
        _repetitions = [.. sessions.SelectMany(one => one.Runs._repetitions.Select(own => one.Session * RepetitionsApart + own))];
        (Start, End) = (sessions.Min(one => one.Runs.Start), sessions.Max(one => one.Runs.End));
        Ran = sessions.Sum(one => one.Runs.Ran);
        Failed = [.. sessions.SelectMany(one => one.Runs.Failed)];
    }

    private SessionRuns(SessionRuns other, double factor)
    {
        (_runs, _repetitions, _factor) = (other._runs, other._repetitions, factor);
        (Start, End, Ran, Failed) = (other.Start, other.End, other.Ran, other.Failed);
    }

    /// <summary>How many there are, of every outcome.</summary>
    public int Count => _runs.Length;

    /// <summary>Start of the first run.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Start of the last run.</summary>
    public DateTimeOffset End { get; }

    /// <summary>How many were available, completed or not.</summary>
    internal int Ran { get; }

    /// <summary>Those of them whose figures may not be used.</summary>
    internal IReadOnlyList<RunRow> Failed { get; }

    /// <inheritdoc/>
    public RunRow this[int index] => _factor == 1 ? _runs[index] : Slow(_runs[index]);

    /// <summary>
    /// The runs of several sessions as those of one. They keep their own repetitions in the rows; figures have others, so that no two are
    /// the same.
    /// </summary>
    /// <param name="sessions">In order, each with its number; at least one, none slowed.</param>
    internal static SessionRuns AsOne(IReadOnlyList<(int Session, SessionRuns Runs)> sessions) => new(sessions);

    /// <summary>
    /// The same runs with the gate's metrics made worse. A row is made when it is asked for: rows of all draws would fill the memory.
    /// </summary>
    /// <param name="factor">By which time and CPU grow.</param>
    internal SessionRuns Slowed(double factor) => new(this, factor);

    /// <summary>The logarithms of a metric; runs that did not complete or have no figure are left out. Made once.</summary>
    internal LogFigures Figures(RunMetric metric)
    {
        foreach (LogFigures known in _figures)
        {
            if (ReferenceEquals(known.Metric, metric)) return known;
        }

        List<int> repetitions = new(Count);
        List<double> values = new(Count);
        for (int i = 0; i < Count; i++)
        {
            if (!Summary.Counts(_runs[i]) || metric.Log(this[i]) is not { } log) continue;
            repetitions.Add(_repetitions[i]);
            values.Add(log);
        }

        // Of threads that come here at once the last one's array stays, and the others' figures are made again.
        LogFigures made = new(metric, [.. repetitions], [.. values]);
        _figures = [.. _figures, made];
        return made;
    }

    /// <inheritdoc/>
    public IEnumerator<RunRow> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private RunRow Slow(RunRow run) => run with
    {
        TotalTimeMs = run.TotalTimeMs * _factor,
        SourceCpuS = run.SourceCpuS * _factor,
        DestinationCpuS = run.DestinationCpuS * _factor,
    };
}
