namespace MultifdBench.Codecs;

/// <summary>
/// Compresses pieces of memory, each apart from the others: what a codec makes of them, not of a stream. Not thread-safe.
/// </summary>
public interface IRegionCodec : IDisposable
{
    /// <summary>The most bytes that a piece can become.</summary>
    int MaxOutputBytes(int sourceBytes);

    /// <summary>Compresses a piece.</summary>
    /// <param name="region">The piece, up to 512 KiB; read more than once.</param>
    /// <param name="output">Room for <see cref="MaxOutputBytes"/>.</param>
    /// <returns>Bytes that it has become, headers of its own included.</returns>
    int Compress(ReadOnlySpan<byte> region, Span<byte> output);
}
