namespace MultifdBench.Deflate;

/// <summary>The receiving half of <see cref="IDeflateJobs"/>. Used by one thread.</summary>
public interface IInflateJobs : IDisposable
{
    /// <summary>Bytes outside the GC heap that the jobs hold; null where a library does not tell.</summary>
    long? NativeBytes => null;

    /// <summary>
    /// Starts restoring; both memories stay where and as they are until <see cref="Wait"/>: the caller holds them and, unless they are
    /// native or on the pinned heap, pins them.
    /// </summary>
    /// <param name="slot">0 to the number of streams − 1; one job at a time in each.</param>
    /// <param name="stream">One stream, and nothing after it.</param>
    /// <param name="destination">Exactly what the stream holds.</param>
    /// <param name="owner">Owns the destination's memory: an array, or a block of guest memory.</param>
    void Submit(int slot, ReadOnlySpan<byte> stream, Span<byte> destination, object owner);

    /// <summary>Waits for a job.</summary>
    /// <returns>Null when the destination is restored, else what is wrong with the stream, without a full stop.</returns>
    string? Wait(int slot);
}
