using MultifdBench.Capture.Images;
using MultifdBench.Capture.Processes;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Dirty;

/// <summary>Exact and cheap: the processor marks written pages by a fault on each one's first write in an interval.</summary>
/// <remarks>
/// A process that runs gives memory back and takes more: allocators, thread stacks, a JVM's compiler. What is not mapped at a look is not
/// written; what is mapped anew at such an address is registered then, and all of it that exists counts as written.
/// </remarks>
public sealed class PagemapScanTracker : IDirtyTracker
{
    private readonly LiveProcess _process;
    private readonly IReadOnlyList<PageRegion> _regions;
    private readonly RemoteUserfault? _userfault;

    /// <summary>The kernel may go over a stretch twice in one scan and report a page again that was written meanwhile.</summary>
    private readonly DirtyBitmap _written;

    private PagemapScanTracker(LiveProcess process, IReadOnlyList<PageRegion> regions, RemoteUserfault? userfault)
    {
        _process = process;
        _regions = regions;
        _userfault = userfault;
        _written = new DirtyBitmap(regions.Sum(region => region.Pages));
    }

    /// <inheritdoc/>
    public string Method => DirtyMethods.PagemapScan;

    /// <summary>Begins to track, registering the process's memory unless the process has done so itself.</summary>
    /// <param name="process">The process.</param>
    /// <param name="regions">The pages.</param>
    /// <param name="problem">Why there is none, to go on from "because"; empty when there is one.</param>
    /// <returns>Null where the kernel, the processor, a permission or a rule of the process is against it.</returns>
    public static PagemapScanTracker? TryCreate(LiveProcess process, IReadOnlyList<PageRegion> regions, out string problem)
    {
        RemoteUserfault? userfault = RemoteUserfault.TryOpen(process, out problem);
        // Ranges that the process has registered with a userfaultfd of its own refuse ours and can be asked all the same.
        if (userfault is not null)
        {
            foreach (ProcessMapping mapping in process.ReadMemory()) userfault.TryRegister(mapping.Start, mapping.End);
        }

        PagemapScanTracker tracker = new(process, regions, userfault);
        bool isTracking = tracker.TryCollect();
        if (isTracking || userfault is not null) problem = isTracking ? "" : "the kernel cannot write-protect some of its memory";
        if (isTracking) return tracker;
        tracker.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<PageRun> Collect()
    {
        _written.Clear();
        bool isCollected = TryCollect();
        // Some kernels scan the memory of a process that has ended without a complaint, and find nothing written.
        bool hasEnded = _process.HasEnded;
        if (isCollected && !hasEnded) return Runs();
        throw new CaptureException(hasEnded
            ? $"--dirty-trace: process {_process.Pid} ({_process.Name}) ended."
            : $"--dirty-trace: process {_process.Pid} ({_process.Name}) has mapped memory that the kernel cannot write-protect where "
                + "traced memory was; trace it again.");
    }

    /// <inheritdoc/>
    public void Dispose() => _userfault?.Dispose();

    private IReadOnlyList<PageRun> Runs()
    {
        RunList runs = new();
        for (long page = 0; page < _written.PageCount; page++) if (_written.IsMarked(page)) runs.Add(page, 1);
        return runs.Runs;
    }

    private bool TryCollect()
    {
        long first = 0;
        foreach (PageRegion region in _regions)
        {
            ulong end = region.Address + ((ulong)region.Pages << Page.Shift);
            if (!TryCollect(region, first, region.Address, end) && !TryCollectMapped(region, first, end)) return false;
            first += region.Pages;
        }

        return true;
    }

    private bool TryCollect(PageRegion region, long first, ulong start, ulong end) =>
        PagemapScan.TryCollect(_process, start, end, (from, to) =>
        {
            for (ulong at = from; at < to; at += Page.SizeBytes) _written.Mark(first + (long)((at - region.Address) >> Page.Shift));
        });

    /// <summary>
    /// A region with something else in it than at the last look: the kernel passes over holes, but refuses a range with a mapping that is
    /// not registered [Linux fs/proc/task_mmu.c, pagemap_scan_test_walk]. What is not memory, as libraries and guard pages, is left out.
    /// The process runs on, so what is mapped at one moment may be gone at the next: then it is looked up once more.
    /// </summary>
    private bool TryCollectMapped(PageRegion region, long first, ulong end)
    {
        const int Looks = 8;
        for (int look = 0; look < Looks; look++)
        {
            bool isTracked = true;
            foreach (ProcessMapping mapping in _process.ReadMemory())
            {
                ulong from = Math.Max(mapping.Start, region.Address), to = Math.Min(mapping.End, end);
                if (from < to) isTracked &= TryCollectOrRegister(region, first, from, to);
            }

            if (isTracked) return true;
        }

        return false;
    }

    private bool TryCollectOrRegister(PageRegion region, long first, ulong start, ulong end) =>
        TryCollect(region, first, start, end)
        || (_userfault is not null && _userfault.TryRegister(start, end) && TryCollect(region, first, start, end));
}
