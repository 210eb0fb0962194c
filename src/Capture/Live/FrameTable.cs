using MultifdBench.Guest;

namespace MultifdBench.Capture.Live;

/// <summary>
/// Which page of guest memory holds which page of a process: frames are given out in the order in which pages are first seen, and a page
/// keeps its frame for life. Not thread-safe.
/// </summary>
internal sealed class FrameTable
{
    private const int LeafShift = 9;
    private const int LeafPages = 1 << LeafShift;

    private readonly Dictionary<ulong, int[]> _leaves = [];

    /// <summary>Frames given out so far.</summary>
    public int Used { get; private set; }

    /// <summary>The frame of the page at an address, given out now if it has none.</summary>
    /// <exception cref="GuestException">All <paramref name="frames"/> are in use.</exception>
    public long FrameOf(ulong address, long frames)
    {
        ulong page = address >> Page.Shift;
        if (!_leaves.TryGetValue(page >> LeafShift, out int[]? leaf)) _leaves.Add(page >> LeafShift, leaf = new int[LeafPages]);
        ref int frame = ref leaf[page & (LeafPages - 1)]; // 0 for none, so one more than the frame
        if (frame != 0) return frame - 1;
        if (Used >= frames) throw new GuestException($"the process has outgrown the guest's {frames} pages; give more --memory");
        frame = ++Used;
        return frame - 1;
    }
}
