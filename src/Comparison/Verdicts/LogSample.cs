using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Statistics;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Comparison.Verdicts;

/// <summary>Logarithms of one metric of one side, with the place of each value in the design.</summary>
internal sealed class LogSample
{
    private readonly (int Session, int Repetition, double Value)[] _values;

    private LogSample(IEnumerable<(int Session, int Repetition, double Value)> values) => _values = [.. values];

    /// <summary>How many values there are.</summary>
    public int Count => _values.Length;

    /// <summary>All values.</summary>
    public double[] Values => [.. _values.Select(item => item.Value)];

    /// <summary>The values of one combination; runs that did not complete or have no figure are left out.</summary>
    public static LogSample Of(SessionSet side, Combination combination, RunMetric metric) => new(
        from session in side.Sessions.Index()
        from run in session.Item.Cells.GetValueOrDefault(combination) ?? []
        where Summary.Counts(run)
        let log = metric.Log(run)
        where log is not null
        select (session.Index, run.Repetition, log.Value));

    /// <summary>
    /// One value per repetition of a session: the mean over several combinations, each relative to its centre. What hits a whole repetition
    /// then counts once, not once per combination.
    /// </summary>
    public static LogSample Mean(IReadOnlyList<LogSample> samples, IReadOnlyList<double> centres) => new(
        from value in samples.Zip(centres)
            .SelectMany(pair => pair.First._values.Select(item => item with { Value = item.Value - pair.Second }))
        group value.Value by (value.Session, value.Repetition) into block
        orderby block.Key
        select (block.Key.Session, block.Key.Repetition, block.Average()));

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

    private Dictionary<int, double> SessionMeans() =>
        _values.GroupBy(item => item.Session).ToDictionary(group => group.Key,
            group => Location.Of([.. group.Select(item => item.Value)]).Value);
}
