namespace MultifdBench.Tests;

/// <summary>Bytes that the calling thread allocates.</summary>
internal static class Allocations
{
    /// <summary>
    /// Bytes that a call allocates on the calling thread, whatever other threads do meanwhile. What it needs once, it has needed before.
    /// </summary>
    /// <remarks>
    /// The runtime gives each thread a piece of the heap at a time, of 8 KiB, and a collection, which may be due to any thread, takes the
    /// rest of the piece away. The thread's counter then rises by that rest though nothing was allocated: seen around an empty loop beside
    /// threads that make garbage. After a collection of its own the thread has no piece, and nothing can be taken from it.
    /// </remarks>
    public static long Of(Action call)
    {
        GC.Collect();
        long before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
