using MultifdBench.Core;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Tables;

/// <summary>
/// The order of the series' tables: by channels, then by method, the plain one before the accelerated; simulated rows after measured ones.
/// </summary>
internal static class SummaryOrder
{
    private static readonly string[] Sources = [RunSource.Measured, RunSource.Simulated, RunSource.Published];

    /// <summary>Rows in table order; equal ones keep the order of the file.</summary>
    public static IEnumerable<SummaryRow> Sort(IEnumerable<SummaryRow> rows, MethodLooks looks) => rows
        .OrderBy(row => SourceRank(row.Combination.Source))
        .ThenBy(row => row.Combination.Channels)
        .ThenBy(row => looks.RankOf(row.Combination.Method))
        .ThenBy(row => row.Combination.Level)
        .ThenBy(row => looks.RankOfAccelerator(row.Combination.Accel))
        .ThenBy(row => row.Combination.Id, StringComparer.Ordinal);

    private static int SourceRank(string source) => Array.IndexOf(Sources, source) is >= 0 and var index ? index : Sources.Length;
}
