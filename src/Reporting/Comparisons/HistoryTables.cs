using System.Globalization;
using MultifdBench.Comparison.History;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;

namespace MultifdBench.Reporting.Comparisons;

/// <summary>Series and their change points as tables.</summary>
public static class HistoryTables
{
    private static readonly PlainColumn[] Columns =
    [
        new("host", false, Rank: 3), new("combination", false, MinWidth: 20), new("metric", false, MinWidth: 12),
        new("first set after", false, Rank: 4), new("commits", false, Rank: 1),
        new("before", true, Rank: 2), new("after", true, Rank: 2), new("after / before", true), new("p", true, Rank: 5),
        new("change", false),
    ];

    private static readonly PlainColumn[] TrendColumns =
    [
        new("host", false, Rank: 4), new("combination", false, MinWidth: 20), new("metric", false, MinWidth: 12),
        new("sets", true, Rank: 3), new("first", true, Rank: 2), new("last", true, Rank: 2), new("last / first", true),
        new("trend", false, Rank: 1), new("changes", false, MinWidth: 16),
    ];

    /// <summary>Eighths of a line's height, the lowest first.</summary>
    private const string Heights = "▁▂▃▄▅▆▇█";

    /// <summary>The most points that a trend is drawn with: further ones are thinned out evenly, the last one stays.</summary>
    private const int MostPoints = 16;

    /// <summary>Every series: where it began, where it is now, the way between, and the lasting changes.</summary>
    public static PlainTable Trends(IEnumerable<HistorySeries> series, VerdictLabels labels) => new(
        "History",
        TrendColumns,
        [
            .. from one in series
               let first = one.Points[0].Value
               let last = one.Points[^1].Value
               select (string[])
               [
                   one.Host, labels.Of(one.Combination), one.Metric.Name, one.Points.Count.ToString(CultureInfo.InvariantCulture),
                   Units.Significant(first), Units.Significant(last), (last / first).ToString("0.000", CultureInfo.InvariantCulture),
                   Trend([.. one.Points.Select(point => point.Value)]),
                   one.Changes.Count == 0 ? "none" : string.Join("; ", one.Changes.Select(change => $"{Word(change)} {Where(change)}")),
               ],
        ]);

    /// <summary>The levels as a line of blocks between the lowest and the highest; flat where they differ by less than a percent.</summary>
    internal static string Trend(IReadOnlyList<double> values)
    {
        double[] shown = values.Count <= MostPoints
            ? [.. values]
            : [.. Enumerable.Range(0, MostPoints).Select(i => values[(int)Math.Round((double)i * (values.Count - 1) / (MostPoints - 1))])];
        (double low, double high) = (shown.Min(), shown.Max());
        bool isFlat = high - low < 0.01 * high;
        return string.Concat(shown.Select(value =>
            Heights[isFlat ? Heights.Length / 2 : (int)Math.Round((value - low) / (high - low) * (Heights.Length - 1))]));
    }

    /// <summary>The commits of a change, or that it is the host's.</summary>
    private static string Where(ChangePoint change) => change.IsOfTheHost ? "same build: the host" : change.CommitRange;

    /// <summary>The word for a change; <c>changed</c> in a metric of which neither direction is better.</summary>
    public static string Word(ChangePoint change) => change.IsWorse switch { true => "slower", false => "faster", null => "changed" };

    /// <summary>Every change point, in order of time.</summary>
    public static PlainTable Changes(IEnumerable<HistorySeries> series, VerdictLabels labels) => new(
        "Change points",
        Columns,
        [
            .. from one in series
               from change in one.Changes
               orderby change.After.Start
               select (string[])
               [
                   one.Host, labels.Of(one.Combination), one.Metric.Name, change.After.Set,
                   Where(change),
                   Units.Significant(change.LevelBefore), Units.Significant(change.LevelAfter),
                   change.Ratio.ToString("0.000", CultureInfo.InvariantCulture), VerdictTables.P(change.P), Word(change),
               ],
        ]);
}
