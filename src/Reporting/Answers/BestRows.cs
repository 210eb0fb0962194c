using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Answers;

/// <summary>Which row stands for its method where there is room for one of each.</summary>
internal static class BestRows
{
    /// <summary>
    /// The ids of the best rows, one for each method in each environment and source: the contender; where no configuration completed all
    /// of its runs, the one that came nearest; none for a method that did not run at all.
    /// </summary>
    /// <param name="results">The result set.</param>
    /// <param name="rows">Rows of one guest.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static IReadOnlySet<string> Of(ResultSet results, IReadOnlyList<SummaryRow> rows, MethodLooks looks)
    {
        RowLabels labels = new(rows.Select(row => row.Combination), looks);
        var alike = rows.GroupBy(row => (row.Combination.Source, string.Join(", ", labels.Environment(row.Combination))));
        return alike.SelectMany(group => Of(new ChartScope(results, "", [.. group], looks))).Select(row => row.CombinationId).ToHashSet();
    }

    private static IEnumerable<SummaryRow> Of(ChartScope scope)
    {
        SummaryRow[] contenders = [.. Contender.Of(scope, scope.Rows).Select(contender => contender.Row)];
        foreach (ChartSeries series in ChartSeries.Of(scope.Rows, scope.Looks))
        {
            yield return contenders.FirstOrDefault(series.Rows.Contains)
                ?? series.Rows.Concat(series.Failed).OrderBy(row => row.Failures / (double)(row.N + row.Failures))
                    .ThenBy(row => row.TotalTimeMs.Median ?? double.PositiveInfinity).First();
        }
    }
}
