using System.Buffers;

namespace MultifdBench.Codecs;

/// <summary>A decompression stream: bytes in, bytes out, history kept from call to call. Safe on any input. Not thread-safe.</summary>
public interface IStreamDecompressor : IDisposable
{
    /// <summary>Where the stream stands after the last call.</summary>
    StreamPosition Position { get; }

    /// <summary>
    /// Bytes outside the GC heap that it holds now, as its library tells or asked for; null for a library that says nothing.
    /// </summary>
    long? NativeBytes { get; }

    /// <summary>
    /// Decompresses until <paramref name="destination"/> is full or the input is used up. Never writes past
    /// <paramref name="destination"/>; bytes of it beyond <paramref name="written"/> may hold anything after invalid data.
    /// </summary>
    /// <param name="source">Input; empty to fetch output that is still pending.</param>
    /// <param name="destination">Where the output goes; not empty.</param>
    /// <param name="consumed">Bytes of <paramref name="source"/> taken; bytes taken may still wait inside the stream for room.</param>
    /// <param name="written">Bytes of <paramref name="destination"/> filled.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>: the destination is full. <see cref="OperationStatus.NeedMoreData"/>: all input is used and the
    /// destination is not full. <see cref="OperationStatus.InvalidData"/>: not this format, or bytes after the stream's end; only
    /// disposal may follow.
    /// </returns>
    OperationStatus Decompress(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written);
}
