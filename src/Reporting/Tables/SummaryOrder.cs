using MultifdBench.Results;

namespace MultifdBench.Reporting.Tables;

/// <summary>The order of the series' tables: by channels, then by method, the plain one before the accelerated; simulated rows after measured ones.</summary>
internal static class SummaryOrder
{
    private static readonly string[] Sources = [RunSource.Measured, RunSource.Simulated, RunSource.Published];

    /// <summary>Catalog order. Reports read files only, so that the names stand here and not in a reference to the catalog.</summary>
    private static readonly string[] Methods = ["none", "zlib", "zstd", "qpl", "qatzip"];

    private static readonly string[] Accelerators = ["", "none", "qpl", "qat"];

    /// <summary>Rows in table order; equal ones keep the order of the file.</summary>
    public static IEnumerable<SummaryRow> Sort(IEnumerable<SummaryRow> rows) => rows
        .OrderBy(row => Rank(Sources, row.Combination.Source))
        .ThenBy(row => row.Combination.Channels)
        .ThenBy(row => MethodRank(row.Combination))
        .ThenBy(row => row.Combination.Level)
        .ThenBy(row => Rank(Accelerators, row.Combination.Accel))
        .ThenBy(row => row.Combination.Id, StringComparer.Ordinal);

    /// <summary>Position of the method in tables and legends; names from elsewhere come last.</summary>
    public static int MethodRank(Combination combination) => Rank(Methods, combination.Method);

    private static int Rank(string[] known, string name) => Array.IndexOf(known, name) is >= 0 and var index ? index : known.Length;
}
