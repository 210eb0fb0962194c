using System.Globalization;
using System.Text;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Results;

namespace MultifdBench.Bench.Cli.Migrations;

/// <summary>
/// A row as QEMU's monitor prints a migration (<c>info migrate</c>), with its labels and units, followed by what QEMU does not say.
/// </summary>
internal static class InfoMigrate
{
    /// <summary>The text, without a line end.</summary>
    /// <param name="row">The row.</param>
    /// <param name="comparison">How the memories were compared.</param>
    /// <param name="faults">What the guest noticed of missing pages; null without a switch to postcopy.</param>
    public static string Describe(RunRow row, string comparison, PageFaultFigures? faults = null)
    {
        StringBuilder text = new();
        void Line(string label, string? value)
        {
            if (value is not null) text.Append(label).Append(": ").AppendLine(value);
        }

        Line("Migration status", row.Outcome == RunOutcome.Completed ? "completed" : $"{row.Outcome} ({row.Reason})");
        Line("total time", Number(row.TotalTimeMs, "0", "ms"));
        Line("downtime", Number(row.DowntimeMs, "0", "ms"));
        Line("setup", Number(row.SetupTimeMs, "0", "ms"));
        Line("transferred ram", Number(row.WireBytes / 1024.0, "0", "kbytes"));
        Line("throughput", Number(row.ThroughputMbps, "0.00", "mbps"));
        Line("total ram", Number(row.MemoryMib * 1024, "0", "kbytes"));
        Line("duplicate", Number(row.ZeroPages, "0", "pages"));
        Line("normal", Number(row.NormalPages, "0", "pages"));
        Line("normal bytes", Number(row.UncompressedBytes / 1024.0, "0", "kbytes"));
        Line("dirty sync count", Number(row.Rounds, "0", ""));
        Line("dirty-sync-missed-zero-copy", Number(row.DirtySyncMissedZeroCopy, "0", ""));
        Line("page size", $"{Page.SizeBytes / 1024} kbytes");
        Line("pages-per-second (last window)", Number(row.PagesPerSecondLast, "0", ""));
        Line("postcopy", row.Postcopy == true ? "the guest went on at the destination before all of its pages were there" : null);
        if (faults is not null) PostcopyText.Describe(faults, Line);
        text.AppendLine();
        Line("method", Method(row));
        Line("pages per second (mean)", Number(row.PagesPerSecond, "0", ""));
        Line("dirty pages per second", Number(row.DirtyPagesPerSecond, "0", ""));
        Line("cpu throttle percentage (highest)", row.CpuThrottlePercentage > 0 ? Throttle(row) : null);
        Line("dirty-limit throttle time per round", row.DirtyLimit == true ? DirtyLimit(row) : null);
        Line("guest operations", row.GuestOpsShare is { } share && (row.ThrottledMs > 0 || row.Policy.Length > 0)
            ? Invariant.Text($"{share:0.0%} of an undisturbed guest's")
            : null);
        Line("compression ratio", Number(row.Ratio, "0.000", ""));
        Line("sent ahead of the first packet", row.AgreementBytes is { } ahead
            ? $"{ahead} bytes{(row.AgreementCpuMs is { } ms ? Invariant.Text($", made in {ms:0} ms of CPU") : "")}"
            : null);
        Line("compress / decompress", row.CompressNsPerPage is null
            ? null
            : $"{Number(row.CompressNsPerPage, "0", "")} / {Number(row.DecompressNsPerPage, "0", "")} ns per page (CPU)");
        Line("source / destination CPU",
            row.SourceCpuS is null ? null : $"{Number(row.SourceCpuS, "0.000", "")} / {Number(row.DestinationCpuS, "0.000", "")} s");
        Line("tls", row.TlsVersion.Length > 0
            ? $"{row.TlsVersion}, {row.TlsCipher}, handshake {Number(row.TlsHandshakeMs, "0.0", "ms")} (mean of the connections)"
            : null);
        Line("energy", Energy(row));
        Line("destination memory",
            row.Verified switch
            {
                true => $"equal to the source, {comparison}",
                false => "DIFFERENT from the source",
                null => "not compared"
            });
        Line("notes", row.Notes.Length > 0 ? row.Notes : null);
        Line("figures", row.Source);
        return text.ToString().TrimEnd();
    }

    private static string Throttle(RunRow row) => Invariant.Text($"{row.CpuThrottlePercentage}, throttled for {row.ThrottledMs:0} ms");

    private static string DirtyLimit(RunRow row) => row.DirtyLimitThrottleTimePerRoundUs > 0
        ? Invariant.Text($"{row.DirtyLimitThrottleTimePerRoundUs:0} us at most, throttled for {row.ThrottledMs:0} ms")
        : "0 us: the guest was not slowed";

    private static string Method(RunRow row)
    {
        string level = row.Level is { } value ? Invariant.Text($" level {value}") : "";
        string transport = row.Tls == true ? $"{row.Transport} with TLS" : row.Transport;
        string library = row.Library.Length > 0 ? $", {row.Library}" : "";
        string dictionary = row.DictionaryKib is { } kib ? Invariant.Text($" dictionary {kib}KiB") : "";
        return $"{row.Method}{level}{dictionary} ({row.Path}{library}), {row.Channels} channels, {transport}, {row.WireLayout}, "
            + $"zero-page-detection {row.ZeroPageDetection}";
    }

    /// <summary>Energy, and what of it falls to a GiB of guest memory.</summary>
    private static string? Energy(RunRow row)
    {
        if (row.SourceJoules is not { } source) return null;
        double perGib = (source + (row.DestinationJoules ?? 0)) / (row.MemoryMib / 1024);
        string sides = row.DestinationJoules is { } destination
            ? Invariant.Text($"{source:0.0} J source, {destination:0.0} J destination")
            : Invariant.Text($"{source:0.0} J on the source's host, a destination there included");
        return Invariant.Text($"{sides}; {perGib:0.0} J per GiB of guest memory (whole processor packages)");
    }

    private static string? Number(double? value, string format, string unit) =>
        value is null ? null : value.Value.ToString(format, CultureInfo.InvariantCulture) + (unit.Length > 0 ? " " + unit : "");
}
