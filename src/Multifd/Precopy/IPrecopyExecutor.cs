namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// What carries out the precopy policy: the measured engine on a wall clock, or a simulator on a virtual one. The policy itself has no
/// clock and moves no page. All members are called from the thread that runs the loop.
/// </summary>
public interface IPrecopyExecutor
{
    /// <summary>Monotonic time in nanoseconds.</summary>
    long NowNs { get; }

    /// <summary>Dirty pages of the migration bitmap that have not been picked up for sending.</summary>
    long RemainingPages { get; }

    /// <summary>Bytes on the wire so far, all connections.</summary>
    long WireBytes { get; }

    /// <summary>Pages sent so far.</summary>
    PageCounts Pages { get; }

    /// <summary>Lets time pass; used to keep the bandwidth limit.</summary>
    void Sleep(long ns);

    /// <summary>Moves the guest's dirty log into the migration bitmap.</summary>
    /// <returns>Pages that were clean in the bitmap before.</returns>
    long SyncDirtyBitmap();

    /// <summary>
    /// Sends dirty pages until none is left, <paramref name="byteBudget"/> wire bytes are used or <paramref name="sliceNs"/> have passed.
    /// </summary>
    void Iterate(long byteBudget, long sliceNs);

    /// <summary>Pauses the guest. From here on no page gets dirty.</summary>
    void StopGuest();

    /// <summary>Sends all remaining pages without a limit, passes a barrier through all channels and waits for the destination's acknowledgement.</summary>
    void Complete();
}

/// <summary>Pages that left the source.</summary>
/// <param name="Normal">Pages with content.</param>
/// <param name="Zero">Pages found to be zero.</param>
public readonly record struct PageCounts(long Normal, long Zero)
{
    /// <summary>Both.</summary>
    public long Total => Normal + Zero;
}
