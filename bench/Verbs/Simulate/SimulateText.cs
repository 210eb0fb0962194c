using System.Globalization;
using MultifdBench.Bench.Verbs.Migrate;
using MultifdBench.Results;
using MultifdBench.Results.Csv;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>Simulated runs for people, and the CSV of a sweep.</summary>
internal static class SimulateText
{
    private const int BusiestShown = 3;

    private static readonly string[] Figures =
        ["outcome", "total_time_ms", "downtime_ms", "throughput_mbps", "pages_per_second", "rounds", "ratio", "source_cpu_s", "destination_cpu_s", "busiest"];

    /// <summary>One run as <c>info migrate</c>, and which parts were busiest.</summary>
    public static string Describe(SimulatedRun run)
    {
        IEnumerable<string> parts = run.Usage.Take(BusiestShown).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {100 * part.Share:0} %"));
        return $"{InfoMigrate.Describe(run.Row, "")}{Environment.NewLine}model: {run.Row.Model}{Environment.NewLine}busiest: {string.Join(", ", parts)}";
    }

    /// <summary>A sweep as a table.</summary>
    public static void WriteTable(IReadOnlyList<SimulatedRun> runs, TextWriter output) =>
        TextTable.Write(output, "Simulated", Headers(runs), runs.Select(run => Cells(run, "0.##")), "");

    /// <summary>A sweep as CSV [RFC4180]: the varied keys, then the figures, columns named as in runs.csv.</summary>
    public static string Csv(IReadOnlyList<SimulatedRun> runs) =>
        string.Concat(runs.Select(run => Cells(run, "R")).Prepend(Headers(runs)).Select(CsvLine.Of));

    private static string[] Headers(IReadOnlyList<SimulatedRun> runs) => [.. runs[0].Changes.Select(change => change.Key), .. Figures];

    private static string[] Cells(SimulatedRun run, string format)
    {
        string Number(double? value) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
        RunRow row = run.Row;
        return
        [
            .. run.Changes.Select(change => change.Value), row.Outcome, Number(row.TotalTimeMs), Number(row.DowntimeMs), Number(row.ThroughputMbps),
            Number(row.PagesPerSecond), Number(row.Rounds), Number(row.Ratio), Number(row.SourceCpuS), Number(row.DestinationCpuS), run.Usage[0].Name,
        ];
    }
}
