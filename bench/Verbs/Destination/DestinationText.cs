using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary>What a destination says of a migration: its own half. The row is the source's.</summary>
internal static class DestinationText
{
    /// <summary>Lines for people, without a line end.</summary>
    public static string Describe(DestinationReport report)
    {
        StringBuilder text = new();
        void Line(string label, string value) => text.Append(label).Append(": ").AppendLine(value);

        Line("Migration status", report.Outcome == RunOutcome.Completed ? "completed" : $"{report.Outcome} ({report.Reason})");
        Line("source", report.Label.Length > 0 ? $"{report.Peer}, {report.Label}" : report.Peer);
        if (report.Settings.Count > 0)
            Line("settings", string.Join(", ", report.Settings.Select(setting => $"{setting.Name} {setting.Value}")));
        if (report.Received is { } received)
        {
            Line("received",
                Invariant.Text($"{received.Packets} packets, {received.Pages.Normal} normal and {received.Pages.Zero} zero pages, "
                    + $"{received.PayloadBytes / 1024} kbytes"));
            if (received.HasCpuTimes)
                Line("CPU",
                    Invariant.Text($"{received.Usage.CpuNs / 1e9:0.000} s, {received.DecompressNs / 1e9:0.000} s of it inside the method"));
            Line("memory",
                report.Verified switch
                {
                    true => "equal to the source, by the SHA-256 of every 2 MiB",
                    false => "DIFFERENT from the source",
                    null => "not compared"
                });
        }

        foreach (string image in report.RamImages) Line("RAM image", image);
        return text.ToString().TrimEnd();
    }

    /// <summary>An object for scripts; figures have the names of the row's columns.</summary>
    public static string Json(DestinationReport report) => JsonText.Of(new
    {
        report.Outcome,
        report.Reason,
        report.Verified,
        Source = report.Peer,
        report.Label,
        Settings = report.Settings.ToDictionary(setting => setting.Name, setting => setting.Value),
        report.Received?.Packets,
        NormalPages = report.Received?.Pages.Normal,
        ZeroPages = report.Received?.Pages.Zero,
        CompressedBytes = report.Received?.PayloadBytes,
        DecompressNsPerPage = report.Received is { HasCpuTimes: true, Pages.Normal: > 0 } received
            ? (double?)received.DecompressNs / received.Pages.Normal
            : null,
        DestinationCpuS = report.Received is { HasCpuTimes: true } used ? (double?)used.Usage.CpuNs / 1e9 : null,
        PeakRssMib = report.PeakRssBytes / (double)Units.MiB,
        report.RamImages,
    });
}
