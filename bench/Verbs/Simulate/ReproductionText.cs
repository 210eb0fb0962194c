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

    /// <summary>Writes a table per published table and the errors of each.</summary>
    public static void Write(IReadOnlyList<ReproducedRow> rows, TextWriter output)
    {
        foreach (IGrouping<string, ReproducedRow> table in rows.GroupBy(row => row.Table))
        {
            string heldOut = table.First().HeldOut ? ", held out of every fit" : "";
            PlainTable figures = PlainTable.OfFigures($"{table.Key}: published | simulated{heldOut}", Headers, [.. table.Select(Cells)]);
            (figures with { Note = Describe(ErrorSummary.Of(table)) }).Write(output, ConsoleSession.IsTerminal(output));
        }

        output.WriteLine($"fitted tables:   {Describe(ErrorSummary.Of(rows.Where(row => !row.HeldOut)))}");
        if (rows.Any(row => row.HeldOut)) output.WriteLine($"held-out tables: {Describe(ErrorSummary.Of(rows.Where(row => row.HeldOut)))}");
    }

    /// <summary>Errors in one line.</summary>
    public static string Describe(ErrorSummary summary) =>
        Invariant.Text($"{summary.OutcomesRight} of {summary.Rows} outcomes right{Shares(summary.OtherShares)}; |error| of total time: "
            + $"median {Percent(summary.MedianTotal)}, worst {Percent(summary.WorstTotal)}");

    private static string Shares(int others) => others == 0
        ? ""
        : Invariant.Text($", but in {others} of them another share of the runs failed than was published");

    private static string[] Cells(ReproducedRow row)
    {
        string name = row.RunId[(row.RunId.LastIndexOf('/') + 1)..];
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
