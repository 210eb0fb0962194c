namespace MultifdBench.Codecs.Lz4;

/// <summary>Makes blocks, either alone or as a stream of blocks that refer to those before. Not thread-safe.</summary>
/// <remarks>One compressor makes blocks of one kind only.</remarks>
public interface ILz4Compressor : IDisposable
{
    /// <summary>Bytes outside the GC heap that it holds now.</summary>
    long NativeBytes { get; }

    /// <summary>Compresses a block that refers to nothing outside it.</summary>
    /// <param name="source">Input; read more than once.</param>
    /// <param name="destination">Where the block goes.</param>
    /// <returns>Bytes of the block; 0 when it does not fit.</returns>
    int CompressAlone(ReadOnlySpan<byte> source, Span<byte> destination);

    /// <summary>
    /// Compresses a stream's next block, which may refer to the 64 KiB before it. What it was given the last times must stand unchanged
    /// where it stood, and may be overwritten by <paramref name="source"/> alone: <see cref="Lz4Window"/> keeps that.
    /// </summary>
    /// <param name="source">Input in memory that does not move; read more than once.</param>
    /// <param name="destination">Where the block goes; it has room for <see cref="Lz4Codec.MaxBlockBytes"/>.</param>
    /// <returns>Bytes of the block.</returns>
    /// <exception cref="InvalidOperationException">The library made none.</exception>
    int CompressNext(ReadOnlySpan<byte> source, Span<byte> destination);
}
