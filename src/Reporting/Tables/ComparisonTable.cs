using MultifdBench.Core;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Tables;

/// <summary>
/// The comparison of one workload at one memory size on one host: the model that <see cref="TerminalTables"/>,
/// <see cref="MarkdownTable"/> and <see cref="CsvTable"/> render. Immutable, thread-safe.
/// </summary>
/// <param name="Workload">Name as on the command line.</param>
/// <param name="MemoryMib">Guest memory, MiB.</param>
/// <param name="Caption">Host, what was measured, n: one line.</param>
/// <param name="Rows">In table order; labels are unique.</param>
public sealed record ComparisonTable(string Workload, double MemoryMib, string Caption, IReadOnlyList<ComparisonRow> Rows)
{
    /// <summary>Workload and memory: <c>redis-ycsb-b, 256 MiB</c>.</summary>
    public string Title => TitleOf(Workload, MemoryMib);

    /// <summary>A table per workload and memory size, in order of their first rows.</summary>
    /// <param name="results">The result set.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static IReadOnlyList<ComparisonTable> Of(ResultSet results, MethodLooks looks) =>
    [
        .. results.Summary
            .GroupBy(row => (row.Combination.Workload, row.Combination.MemoryMib))
            .OrderBy(group => group.Key.Workload, StringComparer.Ordinal)
            .ThenBy(group => group.Key.MemoryMib)
            .Select(group => Create(results, [.. SummaryOrder.Sort(group, looks)], looks)),
    ];

    internal static string TitleOf(string workload, double memoryMib) => $"{workload}, {Units.FormatSize(memoryMib * Units.MiB)}";

    private static ComparisonTable Create(ResultSet results, SummaryRow[] rows, MethodLooks looks)
    {
        RowLabels labels = new(rows.Select(row => row.Combination), looks);
        Combination first = rows[0].Combination;
        return new ComparisonTable(
            first.Workload,
            first.MemoryMib,
            Captions.Table(results.HostLabel, rows, labels),
            [.. rows.Select(row => new ComparisonRow(labels.Row(row.Combination), row, row.SpeedupVsZlib, Remarks.Of(row),
                Library(results, row.Combination)))]);
    }

    /// <summary>What a method without one has in its rows.</summary>
    internal const string NoLibrary = "none";

    /// <summary>A resumed matrix may have met an upgrade: then a row names both versions.</summary>
    private static string Library(ResultSet results, Combination combination) => combination.Model.Length > 0
        ? $"model {Captions.HostModel(combination)}"
        : string.Join(" and ", results.RunsOf(combination).Select(run => run.Library).Where(library => library is not ("" or NoLibrary))
            .Distinct().Order(StringComparer.Ordinal));
}
