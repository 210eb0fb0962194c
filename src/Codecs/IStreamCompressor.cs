using System.Buffers;

namespace MultifdBench.Codecs;

/// <summary>A compression stream: bytes in, bytes out, history kept from call to call. Not thread-safe.</summary>
public interface IStreamCompressor : IDisposable
{
    /// <summary>
    /// The level in force, as far as the library tells it: see <see cref="Zlib.ZlibCodec"/> and <see cref="Zstd.ZstdCodec"/>.
    /// </summary>
    int Level { get; }

    /// <summary>
    /// Bytes outside the GC heap that it holds now, as its library tells or asked for; null for a library that says nothing.
    /// </summary>
    long? NativeBytes { get; }

    /// <summary>
    /// The most bytes that <paramref name="inputBytes"/> of input, in any number of calls, and one flush after them can become.
    /// </summary>
    int MaxOutputBytes(int inputBytes);

    /// <summary>Compresses one piece of input.</summary>
    /// <param name="source">Input; may be empty to flush only. Read more than once by some libraries.</param>
    /// <param name="destination">Where the output goes.</param>
    /// <param name="flush">What to do with held-back bytes after the input.</param>
    /// <param name="consumed">Bytes of <paramref name="source"/> used.</param>
    /// <param name="written">Bytes of <paramref name="destination"/> filled.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>: all input used and the flush complete. <see cref="OperationStatus.DestinationTooSmall"/>: call
    /// again with the rest of the input and more room. <see cref="OperationStatus.InvalidData"/>: the library failed or the stream has
    /// ended.
    /// </returns>
    OperationStatus Compress(ReadOnlySpan<byte> source, Span<byte> destination, StreamFlush flush, out int consumed, out int written);

    /// <summary>Forgets all history; the next call begins a new stream with the same settings.</summary>
    void Reset();
}
