using MultifdBench.Capture.Images;
using MultifdBench.Capture.Processes;

namespace MultifdBench.Capture.Dirty;

/// <summary>The best tracker that the kernel and the permissions allow.</summary>
public static class DirtyTrackers
{
    /// <summary>Begins to track some pages of a process.</summary>
    /// <param name="process">The process, running or stopped; not closed by the tracker.</param>
    /// <param name="regions">The pages.</param>
    /// <param name="problem">Why it is not the best of all, to go on from "because"; empty when it is.</param>
    /// <exception cref="CaptureException">The process has ended.</exception>
    public static IDirtyTracker Create(LiveProcess process, IReadOnlyList<PageRegion> regions, out string problem)
    {
        if (PagemapScanTracker.TryCreate(process, regions, out problem) is { } scan) return scan;
        return SoftDirtyTracker.IsSupported() ? new SoftDirtyTracker(process, regions) : new SnapshotTracker(process, regions);
    }
}
