using System.Text.Json;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Qemu;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>
/// What compression does to a real QEMU's auto-converge: the measurement behind docs/convergence.md, by hand only (two minutes, with
/// figures of its own to print). One guest, memory sent at the same rate in pages, once as it is and once by zstd.
/// </summary>
[Collection(nameof(QemuMigrationTests))]
[Trait("needs", "qemu")]
public sealed class QemuAutoConvergeTests
{
    private const int MemoryBytes = 512 << 20;
    private const int DirtyPages = (MemoryBytes - GuestImage.FirstPage) / Page.SizeBytes;

    /// <summary>Turns of the guest's loop between bursts: on our machine it dirties a third of what the link carries.</summary>
    private const int Delay = 1_000_000;

    /// <param name="qemu">Which.</param>
    /// <param name="method">The method.</param>
    /// <param name="threshold"><c>throttle-trigger-threshold</c>; null without auto-converge.</param>
    /// <param name="maxBandwidth">
    /// <c>max-bandwidth</c>, MiB/s, with which all send about 6500 pages of content in a second: 10.0 counts packets when they have been
    /// sent and so exceeds its limit, and 7.2 counts pages before compression.
    /// </param>
    [Theory(Explicit = true)]
    [InlineData(QemuInstallation.Debian13, "none", 50, 20)]
    [InlineData(QemuInstallation.Debian13, "zstd", null, 6.9)]
    [InlineData(QemuInstallation.Debian13, "zstd", 50, 6.9)]
    [InlineData(QemuInstallation.Debian13, "zstd", 100, 6.9)]
    [InlineData(QemuInstallation.OnPath, "none", 50, 26)]
    [InlineData(QemuInstallation.OnPath, "zstd", 50, 26)]
    public void Throttling(string qemu, string method, int? threshold, double maxBandwidth)
    {
        byte[] program = GuestImage.Create(MemoryBytes, DirtyPages, Delay, GuestImage.CompressibleKinds);
        using QemuGuest guest = new(QemuInstallation.FindOrSkip(qemu), image: (program, MemoryBytes));
        using QemuReception reception = new(method);
        guest.Migrate(reception.EndPoint, method, channels: 2, maxBandwidth: (long)(maxBandwidth * Units.MiB),
            throttleTriggerThreshold: threshold);
        // QEMU counts a sync when it begins; the rate and the percentage that come of it are known later, and hold until the next.
        List<(JsonElement First, JsonElement Last)> syncs = [];
        JsonElement last;
        do
        {
            last = guest.Query();
            if (Ram(last, "dirty-sync-count") is var count and > 0)
            {
                if (syncs.Count == 0 || Ram(syncs[^1].Last, "dirty-sync-count") < count) syncs.Add((last, last));
                else syncs[^1] = (syncs[^1].First, last);
            }

            Thread.Sleep(10);
        }
        while (last.GetProperty("status").GetString() is "setup" or "active" or "device");

        ReceivedMigration received = reception.Join();
        Assert.Null(received.Failure);
        Assert.Equal("completed", guest.WaitForEnd());
        Assert.Equal(-1, QemuReception.FirstDifference(guest.SaveMemory(), received));

        Print($"{qemu}, {method}, threshold {threshold}: {syncs.Max(sync => Percentage(sync.Last))} %, "
            + $"{guest.Query().GetProperty("total-time")} ms");
        Print("total_time_ms,dirty_sync_count,dirty_pages_rate,transferred,normal,duplicate,remaining,cpu_throttle_percentage");
        foreach ((JsonElement first, JsonElement end) in syncs)
        {
            Print(string.Join(',', first.GetProperty("total-time"), Ram(first, "dirty-sync-count"), Ram(end, "dirty-pages-rate"),
                Ram(first, "transferred"), Ram(first, "normal"), Ram(first, "duplicate"), Ram(first, "remaining"), Percentage(end)));
        }
    }

    private static void Print(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private static int Percentage(JsonElement figures) =>
        figures.TryGetProperty("cpu-throttle-percentage", out JsonElement percentage) ? percentage.GetInt32() : 0;

    private static long Ram(JsonElement figures, string name) =>
        figures.TryGetProperty("ram", out JsonElement ram) ? ram.GetProperty(name).GetInt64() : 0;
}
