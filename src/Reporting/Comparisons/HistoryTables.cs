using System.Globalization;
using MultifdBench.Comparison.History;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;

namespace MultifdBench.Reporting.Comparisons;

/// <summary>Change points as a table.</summary>
public static class HistoryTables
{
    private static readonly (string, bool)[] Columns =
        [("host", false), ("combination", false), ("metric", false), ("first set after", false), ("commits", false), ("before", true), ("after", true), ("after / before", true), ("p", true), ("change", false)];

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
                   one.Host, labels.Of(one.Combination), one.Metric.Name, change.After.Set, change.IsOfTheHost ? "same build: the host" : change.CommitRange,
                   Units.Significant(change.LevelBefore), Units.Significant(change.LevelAfter),
                   change.Ratio.ToString("0.000", CultureInfo.InvariantCulture), VerdictTables.P(change.P), change.IsWorse ? "slower" : "faster",
               ],
        ]);
}
