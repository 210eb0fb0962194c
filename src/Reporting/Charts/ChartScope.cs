using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Charts;

/// <summary>
/// What one set of charts is about: one workload in one environment (transport, zero pages, limits), so that bars differ in method and
/// channels only.
/// </summary>
/// <param name="Results">The result set.</param>
/// <param name="Title">Workload, memory, and the environment where the workload ran in several.</param>
/// <param name="Rows">Its rows, those without a completed run too.</param>
/// <param name="Looks">Place and colour of methods.</param>
internal sealed record ChartScope(ResultSet Results, string Title, IReadOnlyList<SummaryRow> Rows, MethodLooks Looks)
{
    /// <summary>Host, sources, n: the footer of its charts.</summary>
    public string Origin => Captions.Origin(Results.HostLabel, Rows);

    /// <summary>Workload and memory: what its charts stand under.</summary>
    public string Guest => ComparisonTable.TitleOf(Rows[0].Combination.Workload, Rows[0].Combination.MemoryMib);

    /// <summary>The first part of its charts' file names.</summary>
    public string FileName => FileNames.Part(Title);

    /// <summary>
    /// The middle one of the links that rows were simulated over, Gbit/s: charts of methods and channels have no place for all. Null for
    /// fewer than two.
    /// </summary>
    public static double? MiddleLink(IEnumerable<ChartScope> scopes)
    {
        double[] links =
        [
            .. scopes.SelectMany(scope => scope.Rows).Where(row => row.N > 0).Select(row => row.Combination.LinkGbps).OfType<double>()
                .Distinct().Order(),
        ];
        return links.Length < 2 ? null : links[(links.Length - 1) / 2];
    }

    /// <summary>The same with simulated rows over one link only; may have none. Null for all links.</summary>
    public ChartScope Over(double? link)
    {
        SummaryRow[] rows = [.. Rows.Where(row => link is null || row.Combination.LinkGbps is null || row.Combination.LinkGbps == link)];
        return rows.Length == Rows.Count
            ? this
            : this with { Title = Invariant.Text($"{Title}, simulated over {link} Gbit/s"), Rows = rows };
    }

    /// <summary>All scopes of a result set that have at least one completed run.</summary>
    public static IReadOnlyList<ChartScope> Of(ResultSet results, MethodLooks looks) =>
    [
        .. results.Summary.Where(AskedZeroPages.Of(results))
            .GroupBy(row => (row.Combination.Workload, row.Combination.MemoryMib))
            .OrderBy(group => group.Key.Workload, StringComparer.Ordinal)
            .ThenBy(group => group.Key.MemoryMib)
            .SelectMany(group => OfWorkload(results, [.. group], looks))
            .Where(scope => scope.Rows.Any(row => row.N > 0)),
    ];

    private static IEnumerable<ChartScope> OfWorkload(ResultSet results, SummaryRow[] rows, MethodLooks looks)
    {
        RowLabels labels = new(rows.Select(row => row.Combination), looks);
        string workload = ComparisonTable.TitleOf(rows[0].Combination.Workload, rows[0].Combination.MemoryMib);
        return rows
            .GroupBy(row => string.Join(", ", labels.Environment(row.Combination).Prepend(workload)))
            .Select(group => new ChartScope(results, group.Key, [.. group], looks));
    }
}
