using System.Diagnostics;
using MultifdBench.Capture;
using MultifdBench.Capture.Images;
using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Workloads.Calibration;

/// <summary>One side of a calibration: a guest's pages, and which of them it wrote when.</summary>
/// <param name="Description">What it is.</param>
/// <param name="Figures">What compression sees of the pages.</param>
/// <param name="Trace">What was written afterwards; null when that is not known.</param>
public sealed record CalibrationSide(string Description, PageFigures Figures, DirtyTrace? Trace)
{
    /// <summary>A page image, with the trace that it may hold.</summary>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public static CalibrationSide OfImage(string path, CancellationToken cancellation)
    {
        try
        {
            using PageImageReader reader = PageImageReader.Open(path);
            byte[] page = new byte[Page.SizeBytes];
            long bytes = 0;
            PageFigures figures = PageFigures.Of(
                visit =>
                {
                    for (int read; (read = reader.Read(page)) > 0; bytes += read) if (read == page.Length) visit(page);
                },
                cancellation);
            PageImageReader.DemandWholePages(bytes);
            if (!figures.HasContent)
                throw new CaptureException("holds nothing but zero pages, which no method compresses; give one of a guest that has run");
            return new CalibrationSide(reader.Header?.Source ?? $"raw image {Path.GetFileName(path)}", figures, reader.ReadTrace());
        }
        catch (CaptureException e)
        {
            throw new CaptureException($"--against {path}: the image {e.Message}.");
        }
    }

    /// <summary>A real server, started, loaded, asked and captured here and now.</summary>
    /// <param name="live">The workload; filled here, disposed by the caller.</param>
    /// <param name="memory">Its memory.</param>
    /// <param name="duration">How long to trace.</param>
    /// <param name="interval">Length of the intervals.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The side, the requests a second that the server answered while it was traced, and how its records' tables lie.</returns>
    public static (CalibrationSide Side, double OperationsPerSecond, ServerTables Tables) OfLive(
        IWorkload live, GuestMemory memory, TimeSpan duration, TimeSpan interval, CancellationToken cancellation)
    {
        IServingGuest service = (IServingGuest)live;
        live.Start(memory);
        RamBlock block = memory.Blocks[0];
        long used = service.UsedPages;
        using GuestMemory pages = new(memory.Layout);
        pages.CopyFrom(memory);
        live.SyncDirtyLog();
        block.Dirty.Clear();
        long operations = live.Operations;
        long began = Stopwatch.GetTimestamp();
        List<TraceInterval> intervals = [];
        for (long last = began; Stopwatch.GetElapsedTime(began) < duration;)
        {
            cancellation.ThrowIfCancellationRequested();
            Thread.Sleep(interval);
            live.SyncDirtyLog();
            long now = Stopwatch.GetTimestamp();
            intervals.Add(Take(block, 0, block.PageCount, Stopwatch.GetElapsedTime(last, now)));
            last = now;
        }

        double rate = (live.Operations - operations) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        live.Stop();
        GuestService facts = service.Service!;
        PageFigures figures = PageFigures.Of(visit => Visit(pages.Blocks[0], 0, used, visit), cancellation);
        ServerTables tables = new();
        Visit(pages.Blocks[0], 0, used, tables.Visit);
        return (new CalibrationSide(facts.Server, figures, new DirtyTrace(facts.DirtyTracking, intervals)), rate, tables);
    }

    /// <summary>A synthetic guest, run through the same intervals in guest time.</summary>
    /// <param name="request">Which, with the scenario parameters that make it the same case as the other side.</param>
    /// <param name="warmUp">Guest time that passes before its pages are looked at.</param>
    /// <param name="other">The other side's trace, whose intervals are repeated; null for none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">It is no synthetic guest, cannot be as asked for, or has nothing but zero pages.</exception>
    public static CalibrationSide OfSynthetic(
        WorkloadRequest request, TimeSpan warmUp, DirtyTrace? other, CancellationToken cancellation)
    {
        using IWorkload workload = WorkloadCatalog.Create(request);
        SyntheticGuest guest = SyntheticGuest.Of(workload)
            ?? throw new UsageException($"--workload {request.Name} is no synthetic guest with a rate: use idle or redis-ycsb-b.");
        using GuestMemory memory = new(workload.Layout);
        workload.Fill(memory);
        guest.Advance(memory, warmUp);
        RamBlock block = memory.Blocks[0];
        (long first, long count) = guest.ServerPages(memory);
        PageFigures figures = PageFigures.Of(visit => Visit(block, first, count, visit), cancellation);
        block.Dirty.Clear();
        List<TraceInterval> intervals = [];
        foreach (TraceInterval interval in other?.Intervals ?? [])
        {
            cancellation.ThrowIfCancellationRequested();
            TimeSpan length = TimeSpan.FromMicroseconds(interval.DurationUs);
            guest.Advance(memory, length);
            intervals.Add(Take(block, first, count, length));
        }

        if (!figures.HasContent)
        {
            throw new UsageException(
                $"--workload {request.Name} has only zero pages in {Units.FormatSize(request.MemoryBytes)}; "
                + "compare with a larger capture.");
        }

        return new CalibrationSide($"synthetic {request.Name}", figures, other is null ? null : new DirtyTrace("exact", intervals));
    }

    private static void Visit(RamBlock block, long first, long count, PageVisitor visit)
    {
        for (long page = first; page < first + count; page++) visit(block.GetPage(page));
    }

    /// <summary>The marked pages of a range as an interval; all marks are cleared.</summary>
    private static TraceInterval Take(RamBlock block, long first, long count, TimeSpan length)
    {
        List<PageRun> runs = [];
        for (long page = first; page < first + count; page++)
        {
            if (block.Dirty.IsMarked(page)) runs.Add(new PageRun((uint)(page - first), 1));
        }

        // Nobody marks meanwhile: what would be marked is brought here by the same thread.
        block.Dirty.Clear();
        return new TraceInterval((uint)length.TotalMicroseconds, runs);
    }
}
