using System.Globalization;
using MultifdBench.Results;
using MultifdBench.Results.Statistics;

namespace MultifdBench.Reporting.Metrics;

/// <summary>
/// Results as OpenMetrics text, for dashboards: a gauge per figure and combination, in base units. A collector that reads files
/// (node_exporter's textfile collector) takes it as it is.
/// </summary>
internal static class OpenMetricsText
{
    private const string Prefix = "multifd_bench_";

    /// <summary>The text of one or more result sets.</summary>
    public static string Render(IReadOnlyList<ResultSet> results)
    {
        MetricFamily[] families = [Runs(results), LastRun(results), .. Figures.Select(figure => Family(figure, results))];
        return string.Concat(families.Select(family => family.ToString())) + "# EOF\n";
    }

    private static IEnumerable<Figure> Figures =>
    [
        new("total_time_seconds", "seconds", "From the start of the migration to the destination's acknowledgement.", 1e-3,
            (row, _) => row.TotalTimeMs),
        new("downtime_seconds", "seconds", "From the guest's pause to the destination's acknowledgement.", 1e-3,
            (row, _) => row.DowntimeMs),
        new("wire_throughput_bytes_per_second", "bytes_per_second", "Bytes on all connections, headers included, per second.", 1e6 / 8,
            (row, _) => row.ThroughputMbps),
        new("guest_throughput_pages_per_second", "pages_per_second", "Pages of 4096 bytes, zero pages included, per second.", 1,
            (row, _) => row.PagesPerSecond),
        new("compression_ratio", "ratio", "Uncompressed bytes divided by compressed bytes; zero pages and headers apart.", 1,
            (row, _) => row.Ratio),
        new("source_cpu_seconds", "seconds", "CPU time of the source's threads, the guest's apart.", 1, (row, _) => row.SourceCpuS),
        new("destination_cpu_seconds", "seconds", "CPU time of the destination's threads.", 1, (row, _) => row.DestinationCpuS),
        new("source_energy_joules", "joules",
            "Energy of the processor packages of the source's host during the migration, a destination on the same host included.", 1,
            (_, runs) => Estimate.Of(runs.Select(run => run.SourceJoules))),
        new("destination_energy_joules", "joules",
            "Energy of the processor packages of the destination's host during the migration, where it is another host.", 1,
            (_, runs) => Estimate.Of(runs.Select(run => run.DestinationJoules))),
    ];

    private static MetricFamily Family(Figure figure, IReadOnlyList<ResultSet> results)
    {
        MetricFamily family = new(Prefix + figure.Name, figure.Unit, figure.Help + " Median of the completed runs, and its 95 % interval.");
        foreach (ResultSet set in results)
        {
            foreach (SummaryRow row in set.Summary)
            {
                Estimate estimate = figure.Of(row, set.RunsOf(row.Combination).Where(run => run.Outcome == RunOutcome.Completed))
                    .Times(figure.Factor);
                (string, string)[] labels = [.. Labels(set, row.Combination)];
                family.Add([.. labels, ("statistic", "median")], estimate.Median);
                family.Add([.. labels, ("statistic", "low")], estimate.Lo);
                family.Add([.. labels, ("statistic", "high")], estimate.Hi);
            }
        }

        return family;
    }

    private static MetricFamily Runs(IReadOnlyList<ResultSet> results)
    {
        MetricFamily family = new(Prefix + "runs", "", "Runs by their outcome.");
        foreach (ResultSet set in results)
        {
            foreach (IGrouping<string, RunRow> outcome in set.Summary.SelectMany(row => set.RunsOf(row.Combination)
                .GroupBy(run => run.Outcome)))
                family.Add([.. Labels(set, Combination.Of(outcome.First())), ("outcome", outcome.Key)], outcome.Count());
        }

        return family;
    }

    private static MetricFamily LastRun(IReadOnlyList<ResultSet> results)
    {
        MetricFamily family =
            new(Prefix + "last_run_timestamp_seconds", "seconds", "When the last run of a results folder began, Unix time.");
        foreach (ResultSet set in results.Where(set => set.Runs.Count > 0))
        {
            DateTimeOffset last = set.Runs.Max(run => run.TimestampUtc);
            family.Add([("results", set.Name), ("host", set.HostLabel)], last.ToUnixTimeMilliseconds() / 1e3);
        }

        return family;
    }

    /// <summary>What people filter by; the id is what no two combinations share.</summary>
    private static IEnumerable<(string Name, string Value)> Labels(ResultSet set, Combination combination) =>
    [
        ("results", set.Name),
        ("source", combination.Source),
        ("workload", combination.Workload),
        ("memory_mib", Number(combination.MemoryMib)),
        ("method", combination.Method),
        ("accel", combination.Accel),
        ("level", Number(combination.Level)),
        ("channels", Number(combination.Channels)),
        ("zero_page_detection", combination.ZeroPageDetection),
        ("transport", combination.Transport),
        ("library", combination.Library),
        ("model", combination.Model),
        ("combination", combination.Id),
    ];

    private static string Number(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A figure in a base unit.</summary>
    /// <param name="Name">Of the family, without the prefix.</param>
    /// <param name="Unit">The unit that the name ends with.</param>
    /// <param name="Help">What it is.</param>
    /// <param name="Factor">From the unit of the results to the base unit.</param>
    /// <param name="Of">From the summary, or from the completed runs.</param>
    private sealed record Figure(
        string Name, string Unit, string Help, double Factor, Func<SummaryRow, IEnumerable<RunRow>, Estimate> Of);
}
