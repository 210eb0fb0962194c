using System.Diagnostics;
using MultifdBench.Capture.Dirty;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Sources;
using MultifdBench.Guest;

namespace MultifdBench.Capture;

/// <summary>Copies a source's pages into an image, and then, for a process, the trace of what it writes. Constant memory.</summary>
public static class PageCapture
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Copies all pages.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="writer">Where they go.</param>
    /// <param name="cancellation">Ends the copy between two chunks.</param>
    /// <returns>Zero pages among them, and the time that went into reading, not writing.</returns>
    /// <exception cref="CaptureException">The source is gone or damaged.</exception>
    /// <exception cref="IOException">The image cannot be written.</exception>
    public static (long ZeroPages, TimeSpan Reading) CopyPages(IPageSource source, PageImageWriter writer, CancellationToken cancellation)
    {
        byte[] chunk = GC.AllocateUninitializedArray<byte>(ChunkBytes);
        long zeroPages = 0;
        TimeSpan reading = TimeSpan.Zero;
        for (long left = source.Regions.Sum(region => region.Pages) << Page.Shift; left > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> pages = chunk.AsSpan(0, (int)Math.Min(ChunkBytes, left));
            long started = Stopwatch.GetTimestamp();
            source.ReadNext(pages);
            reading += Stopwatch.GetElapsedTime(started);
            for (int at = 0; at < pages.Length; at += Page.SizeBytes)
            {
                if (ZeroPageScan.IsZero(pages.Slice(at, Page.SizeBytes))) zeroPages++;
            }

            writer.WritePages(pages);
            left -= pages.Length;
        }

        return (zeroPages, reading);
    }

    /// <summary>Asks a tracker at the end of each interval and writes what it says.</summary>
    /// <param name="tracker">Tracks the pages that the image holds.</param>
    /// <param name="writer">Receives the intervals.</param>
    /// <param name="duration">How long to go on.</param>
    /// <param name="interval">Length of an interval; a slow tracker makes them longer, and their true length is written.</param>
    /// <param name="seen">Is shown every interval.</param>
    /// <param name="cancellation">Ends the trace at once.</param>
    /// <exception cref="CaptureException">The process has ended.</exception>
    public static void Trace(
        IDirtyTracker tracker, PageImageWriter writer, TimeSpan duration, TimeSpan interval, Action<TraceInterval> seen,
        CancellationToken cancellation) => Trace(tracker, duration, interval, traced =>
        {
            writer.WriteInterval(traced);
            seen(traced);
        }, cancellation);

    /// <summary>Asks a tracker at the end of each interval.</summary>
    /// <param name="tracker">Tracks pages.</param>
    /// <param name="duration">How long to go on.</param>
    /// <param name="interval">Length of an interval; a slow tracker makes them longer, and their true length is told.</param>
    /// <param name="seen">Is shown every interval.</param>
    /// <param name="cancellation">Ends the trace at once.</param>
    /// <exception cref="CaptureException">The process has ended.</exception>
    public static void Trace(
        IDirtyTracker tracker, TimeSpan duration, TimeSpan interval, Action<TraceInterval> seen, CancellationToken cancellation)
    {
        long begin = Stopwatch.GetTimestamp();
        TimeSpan last = TimeSpan.Zero;
        // Ticks of a grid that does not drift; those that a slow tracker has missed are left out.
        for (long tick = 1; interval * tick <= duration; tick = Math.Max(tick, (long)(last / interval)) + 1)
        {
            TimeSpan wait = (interval * tick) - Stopwatch.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero && cancellation.WaitHandle.WaitOne(wait)) cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<PageRun> runs = tracker.Collect();
            TimeSpan now = Stopwatch.GetElapsedTime(begin);
            TraceInterval traced = new((uint)Math.Min((now - last).TotalMicroseconds, uint.MaxValue), runs);
            last = now;
            seen(traced);
        }
    }
}
