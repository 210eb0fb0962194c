using MultifdBench.Core;
using MultifdBench.Measurement.Received;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Results;

namespace MultifdBench.Bench.Cli.Received;

/// <summary>A received migration as one JSON object; where <c>runs.csv</c> has the figure too, the key is its column's name.</summary>
internal static class ReceivedJson
{
    /// <summary>The object to serialise. Of a migration that failed the blocks have no digests: their content is not whole.</summary>
    /// <param name="migration">What arrived.</param>
    /// <param name="method">The method that decoded it.</param>
    /// <param name="timing">What the times are of.</param>
    public static object Of(ReceivedMigration migration, IMultifdMethod method, string timing)
    {
        ReceivedRun run = new(migration, method);
        RunRow row = run.ToRow("", default);
        return new
        {
            row.Outcome,
            row.Reason,
            row.Method,
            row.Channels,
            Blocks = (migration.Memory?.Blocks ?? []).Select(block => new
            {
                block.Name,
                Length = block.LengthBytes,
                Sha256 = migration.Failure is null ? RamImages.Sha256(block) : null,
            }),
            migration.Packets,
            row.NormalPages,
            row.ZeroPages,
            row.WireBytes,
            row.CompressedBytes,
            row.Ratio,
            row.UncompressedBytes,
            migration.Machine,
            row.WireLayout,
            row.ZeroPageDetection,
            row.Library,
            Timing = timing,
            row.SetupTimeMs,
            row.TotalTimeMs,
            row.ThroughputMbps,
            row.PagesPerSecond,
            row.DecompressNsPerPage,
            row.DestinationCpuS,
            Connections = migration.Connections.Select(Describe),
            Rounds = run.Figures.ToRounds("")
                .Select(round =>
                    new { round.Round, round.StartMs, round.DurationMs, round.ZeroPages, round.NormalPages, round.WireBytes, round.Mbps }),
            InterSyncMs = migration.Epochs.Skip(1).Select(epoch => Units.Ms(epoch.DurationNs)),
            PageSizes = run.ToPageSizes("").Select(bucket => new { bucket.BucketBytes, bucket.Pages }),
            Timeline = new { WindowMs = Units.Ms(migration.Arrivals.WindowNs), WireBytes = migration.Arrivals.Windows.ToArray() },
        };
    }

    private static object Describe(ReceivedConnection connection) => new
    {
        connection.Name,
        connection.WireBytes,
        connection.Packets,
        NormalPages = connection.Pages.Normal,
        ZeroPages = connection.Pages.Zero,
        CompressedBytes = connection.PayloadBytes,
    };
}
