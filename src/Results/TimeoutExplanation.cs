using MultifdBench.Core;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Results;

/// <summary>
/// Why a migration was not done when its time was over, from its own figures, and what would help. The row's <c>reason</c> names the limit,
/// as tables print it; this goes into its <c>notes</c>. Stateless, thread-safe.
/// </summary>
public static class TimeoutExplanation
{
    /// <summary>At this share of the limit it is the limit that holds the migration up: the rest are pauses between rounds.</summary>
    private const double LimitIsReached = 0.9;

    /// <summary>A clause without a full stop.</summary>
    /// <param name="run">The figures of a run that timed out.</param>
    /// <param name="downtimeLimitMs">The downtime limit that it was given, ms.</param>
    /// <param name="maxBandwidthMbps">What it could send at most, decimal Mbit/s; null where that is not known.</param>
    /// <param name="method">QEMU's name of the method; empty where it is not to be blamed.</param>
    /// <param name="channels">Channels, each of which has a thread for the method; 0 where that is not known.</param>
    public static string Of(RunFigures run, double? downtimeLimitMs, double? maxBandwidthMbps, string method = "", int channels = 0)
    {
        double seconds = (run.TotalNs - (run.SetupNs ?? 0)) / (double)Units.NsPerSecond;
        if (run.Rounds.Count == 0 || run.NormalPages == 0 || seconds <= 0)
            return "no page with content had been sent when the time was over";
        // Zero pages cost next to nothing; what is dirtied again has content.
        double pageBytes = (double)run.UncompressedBytes / run.NormalPages, rate = run.UncompressedBytes / seconds;
        Bottleneck bottleneck = Find(run, maxBandwidthMbps, method, channels, seconds);
        (string what, string faster) = (bottleneck.Carrier, bottleneck.Remedy);
        if (run.Rounds is [var first])
        {
            double share = (double)(run.NormalPages + run.ZeroPages) / Math.Max(1, first.DirtyPagesAtStart);
            return Text($"{what} had carried {100 * Math.Min(1, share):0} % of the memory once, at {Rate(rate)}; ")
                + $"{faster} or a longer --timeout would help";
        }

        double dirtied = (run.DirtyPagesPerSecond ?? 0) * pageBytes;
        // As QEMU decides it: dirty bytes before compression against what the wire carries within the limit.
        double pendingMs = run.Rounds[^1].DirtyPagesAtStart * pageBytes / (run.WireBytes / seconds) * 1e3;
        double? inForceMs = run.Rounds[^1].AtEnd is { } end ? Units.Ms(end.DowntimeLimitNs) : downtimeLimitMs;
        string limit = Text($"a --downtime-limit of about {Math.Ceiling(pendingMs):0} ms would let it end");
        return dirtied > rate
            ? $"the guest dirties {Rate(dirtied)}, {what} carries {Rate(rate)}; {limit}, and {faster} would help"
            : $"the guest dirties {Rate(dirtied)} and {what} carries {Rate(rate)}, but what is left takes longer than the downtime limit "
                + Text($"of {inForceMs:0} ms; {limit}");
    }

    /// <summary>What carries the pages, as far as it is known, and what carries more of them in the same time.</summary>
    private static Bottleneck Find(RunFigures run, double? maxBandwidthMbps, string method, int channels, double seconds)
    {
        bool isPlain = run.PayloadBytes == run.UncompressedBytes;
        string bandwidth = isPlain ? "more bandwidth or a method that compresses" : "more bandwidth";
        if (maxBandwidthMbps is { } limit && run.ThroughputMbps > LimitIsReached * limit) return new Bottleneck("the link", bandwidth);
        double methodNs = Math.Max(run.CompressNs ?? 0, run.DecompressNs ?? 0);
        bool isMethodBusy = !isPlain && method.Length > 0 && methodNs > LimitIsReached * channels * seconds * Units.NsPerSecond;
        if (channels > 0 && isMethodBusy)
        {
            return new Bottleneck(
                Text($"{method} on {channels} channel{(channels == 1 ? "" : "s")}"), "more channels on as many cores or a faster method");
        }

        return new Bottleneck("the migration", isPlain ? bandwidth : "more bandwidth or more channels");
    }

    private static string Rate(double bytesPerSecond) => Text($"{bytesPerSecond / Units.MiB:0} MiB/s");

    /// <param name="Carrier">What carries the pages.</param>
    /// <param name="Remedy">What would carry more.</param>
    private readonly record struct Bottleneck(string Carrier, string Remedy);
}
