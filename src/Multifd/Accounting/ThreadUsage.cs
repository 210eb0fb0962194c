namespace MultifdBench.Multifd.Accounting;

/// <summary>What one engine thread used in steady state: from after its set-up to the end of its work.</summary>
/// <param name="CpuNs">CPU nanoseconds.</param>
/// <param name="AllocatedBytes">
/// Bytes allocated on the GC heap. A collection meanwhile adds what was left of the thread's piece of the heap, up to 8 KiB, though nobody
/// allocated it.
/// </param>
public readonly record struct ThreadUsage(long CpuNs, long AllocatedBytes)
{
    /// <summary>The calling thread's counters now; subtract two of these.</summary>
    public static ThreadUsage Now() => new(ThreadCpuClock.NowNs(), GC.GetAllocatedBytesForCurrentThread());

    /// <summary>Usage between two readings on one thread.</summary>
    public static ThreadUsage operator -(ThreadUsage later, ThreadUsage earlier) =>
        new(later.CpuNs - earlier.CpuNs, later.AllocatedBytes - earlier.AllocatedBytes);

    /// <summary>Usage of two threads.</summary>
    public static ThreadUsage operator +(ThreadUsage a, ThreadUsage b) => new(a.CpuNs + b.CpuNs, a.AllocatedBytes + b.AllocatedBytes);
}
