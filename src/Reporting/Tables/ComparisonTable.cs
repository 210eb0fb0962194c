using MultifdBench.Core;
using MultifdBench.Reporting.Answers;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Tables;

/// <summary>
/// The comparison of one workload at one memory size over one link on one host: the model that <see cref="TerminalTables"/>,
/// <see cref="MarkdownTable"/> and <see cref="CsvTable"/> render. Immutable, thread-safe.
/// </summary>
/// <param name="Workload">Name as on the command line.</param>
/// <param name="MemoryMib">Guest memory, MiB.</param>
/// <param name="Caption">Host, what was measured, n: one line.</param>
/// <param name="Rows">In table order; labels are unique.</param>
public sealed record ComparisonTable(string Workload, double MemoryMib, string Caption, IReadOnlyList<ComparisonRow> Rows)
{
    /// <summary>What a method without one has in its rows.</summary>
    internal const string NoLibrary = "none";

    /// <summary>Workload and memory: <c>redis-ycsb-b, 256 MiB</c>.</summary>
    public string Guest => TitleOf(Workload, MemoryMib);

    /// <summary><see cref="Guest"/> and <see cref="Distinction"/>.</summary>
    public string Title => string.Join(", ", [Guest, .. Distinction]);

    /// <summary>What tells it from other tables of the same guest: link, host model. Empty for the only one.</summary>
    public IReadOnlyList<string> Distinction { get; init; } = [];

    /// <summary>Settings that all its rows share, in words.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The host that measured it.</summary>
    internal string Host { get; init; } = "";

    /// <summary>
    /// A table per workload, memory size and link, in order of workload and size. What is only simulated has one per host model.
    /// </summary>
    /// <param name="results">The result set.</param>
    /// <param name="looks">Place and colour of methods.</param>
    public static IReadOnlyList<ComparisonTable> Of(ResultSet results, MethodLooks looks) =>
    [
        .. results.Summary
            .GroupBy(row => (row.Combination.Workload, row.Combination.MemoryMib))
            .OrderBy(group => group.Key.Workload, StringComparer.Ordinal)
            .ThenBy(group => group.Key.MemoryMib)
            .SelectMany(group => OfGuest(results, [.. group], looks)),
    ];

    /// <summary>Whether a row is in it.</summary>
    internal bool Holds(SummaryRow row) => Rows.Any(own => own.Summary.CombinationId == row.CombinationId);

    internal static string TitleOf(string workload, double memoryMib) => $"{workload}, {Units.FormatSize(memoryMib * Units.MiB)}";

    private static IEnumerable<ComparisonTable> OfGuest(ResultSet results, SummaryRow[] guest, MethodLooks looks)
    {
        bool isSimulated = guest.All(row => row.Combination.Source == RunSource.Simulated);
        RowLabels all = new(guest.Select(row => row.Combination), looks);
        return guest
            .GroupBy(row => string.Join(", ", [.. all.Link(row.Combination), isSimulated ? Captions.HostModel(row.Combination) : ""]))
            .Select(group => Create(results, [.. SummaryOrder.Sort(group, looks)], all, isSimulated, looks));
    }

    private static ComparisonTable Create(ResultSet results, SummaryRow[] rows, RowLabels ofGuest, bool isSimulated, MethodLooks looks)
    {
        RowLabels labels = new(rows.Select(row => row.Combination), looks);
        IReadOnlySet<string> best = BestRows.Of(results, rows, looks);
        Combination first = rows[0].Combination;
        IEnumerable<string> link = ofGuest.Link(first);
        return new ComparisonTable(
            first.Workload,
            first.MemoryMib,
            Captions.Table(results.HostLabel, rows, labels),
            [.. rows.Select(row => new ComparisonRow(
                labels.Row(row.Combination, withSource: !isSimulated), row, row.SpeedupVsZlib, Remarks.Of(row),
                isSimulated ? "" : Library(results, row.Combination))
            {
                Method = labels.MethodName(row.Combination),
                IsBest = best.Contains(row.CombinationId),
                Warnings = RowWarnings.Of(row, results.HostCores, looks),
            })])
        {
            Distinction = isSimulated
                ? [.. ((string[])["simulated", .. link, RowLabels.ModelledLink(first), $"model {Captions.HostModel(first)}"])
                    .Where(text => text.Length > 0).Distinct()]
                : [.. link],
            Settings = [.. labels.Shared(first)],
            Host = results.HostLabel,
        };
    }

    /// <summary>A resumed matrix may have met an upgrade: then a row names both versions.</summary>
    private static string Library(ResultSet results, Combination combination) => combination.Model.Length > 0
        ? $"model {Captions.HostModel(combination)}"
        : string.Join(" and ", results.RunsOf(combination).Select(run => run.Library).Where(library => library is not ("" or NoLibrary))
            .Distinct().Order(StringComparer.Ordinal));
}
