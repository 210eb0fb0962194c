namespace MultifdBench.Deflate;

/// <summary>
/// The deflate jobs of one channel: all jobs of a packet are submitted before the first is waited for, so that a device can work on many.
/// Used by one thread.
/// </summary>
public interface IDeflateJobs : IDisposable
{
    /// <summary>Bytes outside the GC heap that the jobs hold; null where a library does not tell.</summary>
    long? NativeBytes => null;

    /// <summary>Starts compressing; both memories, native or on the pinned heap, stay as they are until <see cref="Wait"/>.</summary>
    /// <param name="slot">0 to the number of streams − 1; one job at a time in each.</param>
    /// <param name="source">1 to 128 pages.</param>
    /// <param name="destination">Where the stream goes; a stream that does not fit is of no use.</param>
    /// <param name="owner">Owns the destination's memory: an array, or a block of guest memory.</param>
    void Submit(int slot, ReadOnlySpan<byte> source, Span<byte> destination, object owner);

    /// <summary>Waits for a job.</summary>
    /// <returns>Bytes of the stream, or −1 when it did not fit.</returns>
    int Wait(int slot);
}
