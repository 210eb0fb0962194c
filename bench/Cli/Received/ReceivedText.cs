using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Received;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Cli.Received;

/// <summary>A received migration for people: what it was, then one small table for each question.</summary>
internal sealed class ReceivedText(TextWriter output)
{
    private const int MaxBars = 40;
    private const int BarWidth = 50;
    private const int BucketsPerLine = 8;

    /// <summary>Writes everything that is known; of a migration that failed, as far as it came.</summary>
    public void Write(ReceivedMigration migration, IMultifdMethod method, string timing)
    {
        Summary(migration, method, timing);
        Connections(migration.Connections);
        if (migration.Rounds.Count > 0) Rounds(migration.Rounds);
        if (migration.Epochs.Count > 1) InterSyncTimes([.. migration.Epochs.Skip(1).Select(epoch => Units.Ms(epoch.DurationNs)).Order()]);
        PageSizes(migration.PageSizes);
        Timeline(migration.Arrivals);
    }

    private void Summary(ReceivedMigration migration, IMultifdMethod method, string timing)
    {
        ReceivedRun run = new(migration, method);
        RunRow row = run.ToRow("", default);
        Line("Migration status", row.Outcome == RunOutcome.Completed ? row.Outcome : $"{row.Outcome} ({row.Reason})");
        Line("machine", migration.Machine.Length == 0 ? "unknown" : migration.Machine);
        Line("barriers", Barriers(migration));
        Line("RAM blocks", migration.Memory is null
            ? "unknown"
            : string.Join(", ", migration.Memory.Blocks.Select(block => $"{block.Name} {Units.FormatSize(block.LengthBytes)}")));
        Line("method", $"{row.Method} ({row.Library}), {row.Channels} channels");
        if (migration.Tls is { } tls) Line("tls", $"{tls} (mean of the connections)");
        Line("times", timing);
        Line("total time", Text($"{row.TotalTimeMs:0} ms, of it set-up {row.SetupTimeMs ?? 0:0} ms"));
        Line("transferred", Text($"{row.WireBytes} bytes in {migration.Packets} packets"));
        Line("normal / zero", Text($"{row.NormalPages} / {row.ZeroPages} pages"));
        Line("compression ratio", row.Ratio is { } ratio ? Text($"{ratio:0.000}") : "no page with content");
        if (row.ThroughputMbps is { } mbps) Line("throughput", Text($"{mbps:0.00} Mbit/s, {row.PagesPerSecond:0} pages/s"));
        if (row.DecompressNsPerPage is { } ns) Line("CPU", Text($"{row.DestinationCpuS:0.000} s, of it decoding {ns:0} ns per page"));
    }

    private static string Barriers(ReceivedMigration migration) => (migration.Epochs.Count, migration.Layout) switch
    {
        (0, _) => "none reached",
        (_, WireLayout.Qemu72) => "at the end of every section (QEMU 7.2)",
        _ => "FLUSH records, one per round (QEMU 8.1 and later)",
    };

    private void Connections(IReadOnlyList<ReceivedConnection> connections)
    {
        Table(Text($"{"connection",-12}{"wire bytes",14}{"packets",10}{"normal",10}{"zero",10}{"ratio",8}"));
        foreach (ReceivedConnection connection in connections)
        {
            string ratio = connection.PayloadBytes > 0
                ? Text($"{(double)connection.Pages.Normal * Page.SizeBytes / connection.PayloadBytes:0.000}")
                : "";
            output.WriteLine(
                Text(
                    $"{connection.Name,-12}{connection.WireBytes,14}{connection.Packets,10}{connection.Pages.Normal,10}"
                        + $"{connection.Pages.Zero,10}{ratio,8}")
                    .TrimEnd());
        }
    }

    private void Rounds(IReadOnlyList<ReceivedEpoch> rounds)
    {
        Table(Text($"{"round",-12}{"wire bytes",14}{"ms",10}{"normal",10}{"zero",10}{"Mbit/s",12}"));
        for (int i = 0; i < rounds.Count; i++)
        {
            (long _, long durationNs, PageCounts pages, long bytes) = rounds[i];
            output.WriteLine(
                Text(
                    $"{i + 1,-12}{bytes,14}{Units.Ms(durationNs),10:0.0}{pages.Normal,10}{pages.Zero,10}"
                        + $"{Units.MegabitsPerSecond(bytes, durationNs),12:0.0}"));
        }
    }

    private void InterSyncTimes(double[] sorted)
    {
        output.WriteLine();
        output.WriteLine(
            Text($"time between barriers: {sorted.Length}, shortest {sorted[0]:0.0} ms, median {Median.OfSorted(sorted):0.0} ms, "
                + $"longest {sorted[^1]:0.0} ms"));
    }

    private void PageSizes(PageSizeHistogram histogram)
    {
        long total = 0;
        foreach (long pages in histogram.Pages) total += pages;
        if (total == 0) return;
        Table(Text($"{"page became",-22}{"pages",12}"));
        // Bucket 0 is of empty pages: there are none.
        for (int first = 1; first < PageSizeHistogram.BucketCount; first += BucketsPerLine)
        {
            int last = Math.Min(first + BucketsPerLine, PageSizeHistogram.BucketCount) - 1;
            long pages = 0;
            for (int i = first; i <= last; i++) pages += histogram.Pages[i];
            if (pages == 0) continue;
            string upTo = last == PageSizeHistogram.BucketCount - 1 ? "more" : Text($"up to {last * PageSizeHistogram.BucketBytes} bytes");
            output.WriteLine(Text($"{upTo,-22}{pages,12}  {Bar(pages, total)}"));
        }
    }

    private void Timeline(ByteTimeline arrivals)
    {
        ReadOnlySpan<long> windows = arrivals.Windows;
        int perBar = Math.Max(1, (windows.Length + MaxBars - 1) / MaxBars);
        long[] bars = new long[(windows.Length + perBar - 1) / perBar];
        for (int i = 0; i < windows.Length; i++) bars[i / perBar] += windows[i];
        Table(Text($"{"after ms",-22}{"Mbit/s",12}"));
        long barNs = perBar * arrivals.WindowNs;
        for (int i = 0; i < bars.Length; i++)
            output.WriteLine(
                Text($"{Units.Ms(i * barNs),-22:0}{Units.MegabitsPerSecond(bars[i], barNs),12:0.0}  {Bar(bars[i], bars.Max())}").TrimEnd());
    }

    private static string Bar(long value, long full) => new('#', full == 0 ? 0 : (int)Math.Round((double)BarWidth * value / full));

    private void Table(string header)
    {
        output.WriteLine();
        output.WriteLine(header);
    }

    private void Line(string label, string value) => output.WriteLine($"{label}: {value}");
}
