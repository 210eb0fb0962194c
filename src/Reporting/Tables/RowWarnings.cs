using MultifdBench.Core;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Reporting.Tables;

/// <summary>
/// What makes a measured figure worth less than it looks, what QEMU does not have, and why runs timed out. The same text for all rows
/// concerned, so that it is said once.
/// </summary>
internal static class RowWarnings
{
    /// <summary>Below this a migration is only a few of QEMU's windows of 100 ms long (docs/reading-the-output.md, "Short runs").</summary>
    public const double ShortMs = 200;

    private static readonly string Short = Text(
        $"The median is below {ShortMs} ms, a few of QEMU's windows of 100 ms: such a time varies up to twofold. Use larger guests.");

    /// <summary>The warnings of a row; none for one that is not measured.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cores">Cores of the host that measured it; null where that is not recorded.</param>
    /// <param name="looks">What QEMU does not have.</param>
    public static IReadOnlyList<string> Of(SummaryRow row, int? cores, MethodLooks looks) =>
        [.. Foreign(row.Combination, looks), .. OfFigures(row, cores)];

    private static string[] Foreign(Combination row, MethodLooks looks) =>
        looks.NotInQemu(row.Variant()) is { } reason ? [$"Not in QEMU: {reason}."] : [];

    private static List<string> OfFigures(SummaryRow row, int? cores)
    {
        if (row.N + row.Failures == 0) return [];
        // What the runs that failed have to say; the remark beside it names the limit or the failure.
        List<string> warnings = row.Failures > 0 && row.Notes.Length > 0 ? [Sentence(row.Notes)] : [];
        if (row.Combination.Source != RunSource.Measured) return warnings;
        if (row.TotalTimeMs.Median < ShortMs) warnings.Add(Short);
        if (row.Combination.Channels > cores)
            warnings.Add(Text($"There are more channels than this host's {cores} cores: the threads take turns."));
        return warnings;
    }

    private static string Sentence(string clauses) => Text($"{char.ToUpperInvariant(clauses[0])}{clauses[1..]}.");
}
