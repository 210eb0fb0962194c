using System.Globalization;
using MultifdBench.Comparison.History;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;

namespace MultifdBench.Reporting.Comparisons;

/// <summary>Change points as a table.</summary>
public static class HistoryTables
{
    private static readonly PlainColumn[] Columns =
    [
        new("host", false, Rank: 3), new("combination", false, MinWidth: 20), new("metric", false, MinWidth: 12),
        new("first set after", false, Rank: 4), new("commits", false, Rank: 1),
        new("before", true, Rank: 2), new("after", true, Rank: 2), new("after / before", true), new("p", true, Rank: 5),
        new("change", false),
    ];

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
                   change.IsOfTheHost ? "same build: the host" : change.CommitRange,
                   Units.Significant(change.LevelBefore), Units.Significant(change.LevelAfter),
                   change.Ratio.ToString("0.000", CultureInfo.InvariantCulture), VerdictTables.P(change.P), Word(change),
               ],
        ]);
}
