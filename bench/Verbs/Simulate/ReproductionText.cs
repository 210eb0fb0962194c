using System.Globalization;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Simulation.Reproduction;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>Published rows beside their simulations, for people.</summary>
internal static class ReproductionText
{
    private static readonly string[] Headers = ["row", "total ms", "", "error", "downtime ms", "", "mbps", "", "error", "pages/s (last)",
        "", "error", "CPU %", "", "busiest"];

    private static readonly string[] JobHeaders = ["row", "out ns/page", "", "error", "in ns/page", "", "error", ""];
    private static readonly string[] LoadHeaders = ["row", "mbps", "", "error", ""];

    /// <summary>Kinds of tables whose errors do not mean the same: those of a fit, of the model, and of what had to be assumed.</summary>
    private static readonly (string Name, Func<ReproducedRow, bool> Has)[] Kinds =
    [
        ("fitted tables", static row => row is { HeldOut: false, PageJobs: false }),
        ("held-out tables", static row => row is { HeldOut: true, Assumed: false, PageJobs: false }),
        ("held-out tables, guest or host assumed", static row => row.Assumed),
        ("page jobs, fitted tables", static row => row is { HeldOut: false, PageJobs: true }),
        ("page jobs, held-out tables", static row => row is { HeldOut: true, PageJobs: true }),
    ];

    /// <summary>Writes a table per published table and the errors of each.</summary>
    public static void Write(IReadOnlyList<ReproducedRow> rows, TextWriter output)
    {
        foreach (IGrouping<string, ReproducedRow> table in rows.GroupBy(row => row.Table))
        {
            string heldOut = (table.First().HeldOut ? ", held out of every fit" : "")
                + (table.First().Assumed ? "; guest or host is assumed" : "");
            (string[] headers, Func<ReproducedRow, string[]> cells) = table.First() switch
            {
                { PageJobs: false } => (Headers, Cells),
                { Published.CompressNsPerPage: null } => (LoadHeaders, LoadCells),
                _ => (JobHeaders, (Func<ReproducedRow, string[]>)JobCells),
            };
            PlainTable figures =
                PlainTable.OfFigures($"{table.Key}: published | simulated{heldOut}", headers, [.. table.Select(cells)]);
            (figures with { Note = Describe(ErrorSummary.Of(table)) }).Write(output, ConsoleSession.IsTerminal(output));
            foreach (BatchGain gain in BatchGain.Of(table))
            {
                output.WriteLine(Invariant.Text($"{gain.Path}: batches ÷ single pages, published {gain.Published:0.00}, ")
                    + Invariant.Text($"simulated {gain.Simulated:0.00}, error {Signed(gain.Error)}"));
            }
        }

        foreach ((string name, Func<ReproducedRow, bool> has) in Kinds)
        {
            if (rows.Any(has)) output.WriteLine($"{name}: {Describe(ErrorSummary.Of(rows.Where(has)))}");
        }
    }

    /// <summary>Errors in one line.</summary>
    public static string Describe(ErrorSummary summary) =>
        Invariant.Text($"{summary.OutcomesRight} of {summary.Rows} outcomes right{Shares(summary.OtherShares)}; ")
            + $"|error| of {summary.Figure}: median {Percent(summary.MedianTotal)}, worst {Percent(summary.WorstTotal)}";

    private static string Shares(int others) => others == 0
        ? ""
        : Invariant.Text($", but in {others} of them another share of the runs failed than was published");

    private static string[] Cells(ReproducedRow row)
    {
        string name = Name(row);
        RowFigures published = row.Published;
        RowFigures simulated = row.Simulated;
        if (!row.IsModelled)
            return [name, Number(published.TotalTimeMs), "-", "", Number(published.DowntimeMs), "", Number(published.ThroughputMbps), "",
                "", "", "", "", "", "", row.Reason];
        return
        [
            name, Total(published), Total(simulated), Error(row),
            Number(published.DowntimeMs), Number(simulated.DowntimeMs),
            Number(published.ThroughputMbps), Number(simulated.ThroughputMbps), Signed(row.Error.ThroughputMbps),
            Number(published.PagesPerSecondLast), Number(simulated.PagesPerSecondLast), Signed(row.Error.PagesPerSecondLast),
            Number(published.SourceCpuPercent), Number(simulated.SourceCpuPercent), row.Bottleneck,
        ];
    }

    private static string[] JobCells(ReproducedRow row)
    {
        (RowFigures published, RowFigures simulated, RowErrors error) = (row.Published, row.Simulated, row.Error);
        return
        [
            Name(row), Number(published.CompressNsPerPage), Number(simulated.CompressNsPerPage), Signed(error.CompressNsPerPage),
            Number(published.DecompressNsPerPage), Number(simulated.DecompressNsPerPage), Signed(error.DecompressNsPerPage), row.Reason,
        ];
    }

    private static string[] LoadCells(ReproducedRow row) =>
    [
        Name(row), Number(row.Published.ThroughputMbps), Number(row.Simulated.ThroughputMbps), Signed(row.Error.ThroughputMbps), row.Reason,
    ];

    private static string Name(ReproducedRow row) => row.RunId[(row.RunId.LastIndexOf('/') + 1)..];

    private static string Error(ReproducedRow row) => row switch
    {
        { OutcomeMatches: false } => "WRONG OUTCOME",
        { FailureShareMatches: false } => "OTHER SHARE",
        _ => Signed(row.Error.TotalTimeMs),
    };

    private static string Total(RowFigures figures) => figures.Outcome == RunOutcome.Timeout
        ? Invariant.Text($"{100 * figures.FailureRate:0}% fail")
        : Number(figures.TotalTimeMs);

    private static string Number(double? value) => value?.ToString("0", CultureInfo.InvariantCulture) ?? "";

    private static string Percent(double? value) =>
        value is { } share ? (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Signed(double? value) => value > 0 ? "+" + Percent(value) : Percent(value);
}
