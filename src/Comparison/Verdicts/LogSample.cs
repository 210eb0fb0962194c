using System.Runtime.InteropServices;
using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Statistics;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>Logarithms of one metric of one side, with the place of each value in the design.</summary>
internal sealed class LogSample
{
    private readonly (int Session, LogFigures Figures)[] _sessions;

    // In order of session, each with values.
    private LogSample((int Session, LogFigures Figures)[] sessions)
    {
        _sessions = sessions;
        Values = [.. sessions.SelectMany(session => session.Figures.Values)];
    }

    /// <summary>How many values there are.</summary>
    public int Count => Values.Length;

    /// <summary>All values.</summary>
    public double[] Values { get; }

    /// <summary>The values of one combination; runs that did not complete or have no figure are left out.</summary>
    public static LogSample Of(SessionSet side, Combination combination, RunMetric metric) => new(
        [.. from own in side.Runs(combination)
            let figures = own.Runs.Figures(metric)
            where figures.Values.Length > 0
            select (own.Session, figures)]);

    /// <summary>
    /// One value per repetition of a session: the mean over several combinations, each relative to its centre. What hits a whole repetition
    /// then counts once, not once per combination.
    /// </summary>
    public static LogSample Mean(IReadOnlyList<LogSample> samples, IReadOnlyList<double> centres)
    {
        SortedDictionary<int, Dictionary<int, (double Sum, int Count)>> sessions = [];
        for (int i = 0; i < samples.Count; i++)
        {
            foreach ((int session, LogFigures figures) in samples[i]._sessions)
            {
                if (!sessions.TryGetValue(session, out Dictionary<int, (double Sum, int Count)>? blocks))
                    sessions[session] = blocks = new(figures.Values.Length);
                for (int k = 0; k < figures.Values.Length; k++)
                {
                    ref (double Sum, int Count) block =
                        ref CollectionsMarshal.GetValueRefOrAddDefault(blocks, figures.Repetitions[k], out _);
                    block = (block.Sum + (figures.Values[k] - centres[i]), block.Count + 1);
                }
            }
        }

        return new LogSample([.. sessions.Select(session => (session.Key, Means(session.Value)))]);
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

    private static LogFigures Means(Dictionary<int, (double Sum, int Count)> blocks)
    {
        int[] repetitions = [.. blocks.Keys];
        Array.Sort(repetitions);
        return new LogFigures(null, repetitions, [.. repetitions.Select(repetition => blocks[repetition].Sum / blocks[repetition].Count)]);
    }

    private Dictionary<int, double> SessionMeans() => _sessions.ToDictionary(one => one.Session, one => one.Figures.TrimmedMean);
}
