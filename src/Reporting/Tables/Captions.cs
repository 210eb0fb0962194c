using MultifdBench.Core;
using MultifdBench.Results;

namespace MultifdBench.Reporting.Tables;

/// <summary>What has to be said with every figure: host, where the figures come from, how many runs.</summary>
internal static class Captions
{
    private static readonly (string Header, string Meaning)[] Columns =
    [
        ("throughput (Mbit/s)", "throughput is bytes on the wire, of which fewer do where pages are compressed"),
        ("pages/s", "pages/s is the mean of the migration, zero pages and resent ones too"),
        ("CPU s", "CPU s is source + destination"),
        ("speed-up", "speed-up is against zlib on as many channels"),
    ];

    /// <summary>The caption of a table.</summary>
    public static string Table(string host, IReadOnlyList<SummaryRow> rows, RowLabels labels) =>
        Legend(rows, labels.Shared(rows[0].Combination), host, hidden: []);

    /// <summary>How to read rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="settings">What all of them share, in words.</param>
    /// <param name="host">The host that measured.</param>
    /// <param name="hidden">Headers of columns that are not shown.</param>
    public static string Legend(
        IReadOnlyList<SummaryRow> rows, IEnumerable<string> settings, string host, IReadOnlyCollection<string> hidden)
    {
        IEnumerable<string> columns = Columns.Where(column => !hidden.Contains(column.Header)).Select(column => column.Meaning);
        return $"{Origin(host, rows)}. {string.Join("; ", columns.Prepend(Interval(rows)))}.{ModelError(rows)} "
            + $"All rows: {string.Join(", ", settings)}.";
    }

    /// <summary>Host, sources and n, as on a chart: "host (cpu); measured, n = 3; simulated on model spr-v4, n = 1".</summary>
    public static string Origin(string host, IReadOnlyList<SummaryRow> rows)
    {
        string[] parts = [.. rows.GroupBy(row => row.Combination.Source).Select(group => $"{group.Key}{Models(group)}, {Count(group)}")];
        return $"{host}; {string.Join("; ", parts)}";
    }

    /// <summary>The host file of a simulated row; empty for a measured one. A model is a host file and what was changed in it.</summary>
    public static string HostModel(Combination combination) => combination.Model.Split(' ')[0];

    /// <summary>Which hosts simulated figures are of: never the one that the measured figures are of.</summary>
    private static string Models(IEnumerable<SummaryRow> rows)
    {
        string[] models = [.. rows.Select(row => HostModel(row.Combination)).Where(model => model.Length > 0).Distinct()
            .Order(StringComparer.Ordinal)];
        return models.Length == 0 ? "" : $" on {(models.Length == 1 ? "model" : "models")} {string.Join(", ", models)}";
    }

    /// <summary>"n = 3", "n = 1 to 3", "n = 0" of completed runs.</summary>
    private static string Count(IEnumerable<SummaryRow> rows)
    {
        int[] counts = [.. rows.Where(row => row.Outcome != RunOutcome.Unavailable).Select(row => row.N)];
        if (counts.Length == 0) return "not run";
        int least = counts.Min();
        int most = counts.Max();
        return least == most ? Invariant.Text($"n = {least}") : Invariant.Text($"n = {least} to {most}");
    }

    private static string ModelError(IReadOnlyList<SummaryRow> rows) => rows.Any(row => row.Combination.Source == RunSource.Simulated)
        ? Invariant.Text($" Simulated total times are off by {100 * Answers.ModelError.TotalTime:0.#} % in the median, ")
            + "and their downtime is mostly a constant of the model."
        : "";

    private static string Interval(IReadOnlyList<SummaryRow> rows) => rows.Any(row => row.N > 1)
        ? "Medians, ± the longer side of the 95 % interval of the median (none where runs are too few or too scattered for one)"
        : "Single runs, so without intervals";
}
