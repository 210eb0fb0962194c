using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Statistics;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>Logarithms of one metric of one side, with the place of each value in the design.</summary>
internal sealed class LogSample
{
    private readonly (int Session, int Repetition, double Value)[] _values;
    private Dictionary<int, double>? _sessionMeans;

    // In order of session.
    private LogSample(List<(int Session, int Repetition, double Value)> values)
    {
        _values = [.. values];
        Values = new double[_values.Length];
        for (int i = 0; i < _values.Length; i++) Values[i] = _values[i].Value;
    }

    /// <summary>How many values there are.</summary>
    public int Count => _values.Length;

    /// <summary>All values.</summary>
    public double[] Values { get; }

    /// <summary>The values of one combination; runs that did not complete or have no figure are left out.</summary>
    public static LogSample Of(SessionSet side, Combination combination, RunMetric metric)
    {
        List<(int Session, int Repetition, double Value)> values = [];
        for (int session = 0; session < side.Sessions.Count; session++)
        {
            if (!side.Sessions[session].Cells.TryGetValue(combination, out IReadOnlyList<RunRow>? runs)) continue;
            foreach (RunRow run in runs)
            {
                if (Summary.Counts(run) && metric.Log(run) is { } log) values.Add((session, run.Repetition, log));
            }
        }

        return new LogSample(values);
    }

    /// <summary>
    /// One value per repetition of a session: the mean over several combinations, each relative to its centre. What hits a whole repetition
    /// then counts once, not once per combination.
    /// </summary>
    public static LogSample Mean(IReadOnlyList<LogSample> samples, IReadOnlyList<double> centres)
    {
        Dictionary<(int Session, int Repetition), (double Sum, int Count)> blocks = [];
        for (int i = 0; i < samples.Count; i++)
        {
            foreach ((int session, int repetition, double value) in samples[i]._values)
            {
                (double sum, int count) = blocks.GetValueOrDefault((session, repetition));
                blocks[(session, repetition)] = (sum + (value - centres[i]), count + 1);
            }
        }

        return new LogSample([.. from block in blocks
                                 orderby block.Key
                                 select (block.Key.Session, block.Key.Repetition, block.Value.Sum / block.Value.Count)]);
    }

    /// <summary>Difference <paramref name="after"/> − <paramref name="before"/> in the design's units.</summary>
    /// <param name="before">BASE.</param>
    /// <param name="after">NEW.</param>
    /// <param name="design">The unit of the statistics.</param>
    /// <param name="isExact">True for simulated figures, which have no noise.</param>
    public static Location Difference(LogSample before, LogSample after, Design design, bool isExact)
    {
        if (before.Count == 0 || after.Count == 0) return new Location(double.NaN, double.NaN, 0);
        if (isExact) return Location.Exact(after.Values.Average() - before.Values.Average());
        if (design == Design.Repetitions) return Location.Difference(before.Values, after.Values);
        Dictionary<int, double> x = before.SessionMeans();
        Dictionary<int, double> y = after.SessionMeans();
        return design == Design.Sessions
            ? Location.PooledDifference(x.Values, y.Values)
            : Location.Of([.. x.Keys.Intersect(y.Keys).Select(session => y[session] - x[session])]);
    }

    /// <summary>
    /// The logarithm of each side whose difference <see cref="Difference"/> is, so that figures and ratio in one row belong together. Pairs
    /// of sessions are trimmed by their difference: both levels are then means over the pairs that were kept. NaN for a side without
    /// values.
    /// </summary>
    /// <param name="before">BASE.</param>
    /// <param name="after">NEW.</param>
    /// <param name="design">The unit of the statistics.</param>
    /// <param name="isExact">True for simulated figures.</param>
    public static (double Before, double After) Levels(LogSample before, LogSample after, Design design, bool isExact)
    {
        if (isExact) return (Mean(before.Values), Mean(after.Values));
        if (design == Design.Repetitions) return (Location.Of(before.Values).Value, Location.Of(after.Values).Value);
        Dictionary<int, double> x = before.SessionMeans();
        Dictionary<int, double> y = after.SessionMeans();
        (double Before, double After)[] pairs =
            design == Design.Sessions ? [] : [.. x.Keys.Intersect(y.Keys).Select(session => (x[session], y[session]))];
        if (pairs.Length == 0) return (Mean([.. x.Values]), Mean([.. y.Values]));
        int cut = (int)(Location.Trim * pairs.Length);
        (double Before, double After)[] kept = [.. pairs.OrderBy(pair => pair.After - pair.Before).Skip(cut).SkipLast(cut)];
        return (kept.Average(pair => pair.Before), kept.Average(pair => pair.After));
    }

    /// <summary>How the second half of the values, in order, differs from the first.</summary>
    public Location HalfTimeDifference() => Location.Difference(Values[..(Count / 2)], Values[(Count / 2)..]);

    private static double Mean(double[] values) => values.Length == 0 ? double.NaN : values.Average();

    private Dictionary<int, double> SessionMeans()
    {
        if (_sessionMeans is not null) return _sessionMeans;
        Dictionary<int, double> means = [];
        for (int first = 0; first < _values.Length;)
        {
            int next = first + 1;
            while (next < _values.Length && _values[next].Session == _values[first].Session) next++;
            means[_values[first].Session] = Location.TrimmedMean(Values.AsSpan(first, next - first));
            first = next;
        }

        // Threads that come here at once find the same.
        return _sessionMeans = means;
    }
}
