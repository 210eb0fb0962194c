using MultifdBench.Comparison.Statistics;
using Perfolizer.Mathematics.Cpd;

namespace MultifdBench.Comparison.History;

/// <summary>
/// Finds lasting changes: ED-PELT proposes places [Haynes, Fearnhead, Eckley 2017], a t-test between neighbouring levels confirms them, the
/// least significant one going first until all are.
/// </summary>
internal static class ChangePoints
{
    /// <summary>
    /// p-value, corrected for the places in the series, that a change must stay below: the default of Apache Otava, whose procedure this
    /// follows with another proposal.
    /// </summary>
    public const double Level = 0.001;

    /// <summary>A level lasts two sets at least: a single bad night is an outlier.</summary>
    private const int ShortestLevel = 2;

    /// <summary>Finds the changes of a series.</summary>
    /// <param name="logarithms">Levels of the sets as logarithms, in order of time.</param>
    /// <returns>Index of the first point after each change, mean logarithm of the levels before and after it, corrected p-value.</returns>
    public static IReadOnlyList<(int Index, double Before, double After, double P)> Find(double[] logarithms)
    {
        if (logarithms.Length < 2 * ShortestLevel) return [];
        // Perfolizer names the last point before a change.
        List<int> starts = [.. EdPeltChangePointDetector.Instance.GetChangePointIndexes(logarithms, ShortestLevel)
            .Select(index => index + 1)];
        while (true)
        {
            var changes = starts.Select((_, i) => Judge(logarithms, starts, i)).ToArray();
            if (changes.Length == 0 || changes.Max(change => change.P) <= Level) return changes;
            starts.Remove(changes.MaxBy(change => change.P).Index);
        }
    }

    private static (int Index, double Before, double After, double P) Judge(double[] values, List<int> starts, int i)
    {
        int from = i == 0 ? 0 : starts[i - 1];
        int to = i == starts.Count - 1 ? values.Length : starts[i + 1];
        double[] before = values[from..starts[i]];
        double[] after = values[starts[i]..to];
        Location change = Location.PooledDifference(before, after);
        double p = 2 * Math.Min(change.PAbove(0), change.PBelow(0));
        return (starts[i], before.Average(), after.Average(), Math.Min(1, p * (to - from - 1)));
    }
}
