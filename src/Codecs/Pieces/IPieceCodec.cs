namespace MultifdBench.Codecs.Pieces;

/// <summary>
/// One library for pieces of memory that are independent of each other, perhaps with a dictionary that both sides have. Immutable and
/// thread-safe; what it makes is not.
/// </summary>
public interface IPieceCodec
{
    /// <summary>Library and version, for example <c>libzstd 1.5.4</c>.</summary>
    string Library { get; }

    /// <summary>A new compressor.</summary>
    /// <param name="level">A level, or an acceleration, of the codec's range.</param>
    /// <param name="dictionary">What stands before every piece; null for nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is outside that range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The library has no memory for it, refuses the dictionary, or can take none at all.
    /// </exception>
    IPieceCompressor CreateCompressor(int level, TrainedContent? dictionary);

    /// <summary>A new decompressor.</summary>
    /// <param name="dictionary">What the compressor had; null for nothing.</param>
    /// <exception cref="InvalidOperationException">The library has no memory for it.</exception>
    /// <exception cref="InvalidDataException">The library refuses the dictionary.</exception>
    IPieceDecompressor CreateDecompressor(TrainedContent? dictionary);
}

/// <summary>Compresses pieces, each independent of all others. Not thread-safe.</summary>
public interface IPieceCompressor : IDisposable
{
    /// <summary>Bytes outside the GC heap that it holds now.</summary>
    long NativeBytes { get; }

    /// <summary>Compresses a piece.</summary>
    /// <param name="source">Input; read more than once.</param>
    /// <param name="destination">Where the output goes.</param>
    /// <returns>Bytes of the output; 0 when it does not fit.</returns>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination);
}

/// <summary>Restores pieces. Safe on any input. Not thread-safe.</summary>
public interface IPieceDecompressor : IDisposable
{
    /// <summary>Bytes outside the GC heap that it holds now.</summary>
    long NativeBytes { get; }

    /// <summary>Restores a piece. Never writes past <paramref name="destination"/>.</summary>
    /// <param name="piece">All of it.</param>
    /// <param name="destination">As many bytes as it must give.</param>
    /// <returns>What is wrong with it, as a clause after "found"; null when nothing is.</returns>
    string? Decompress(ReadOnlySpan<byte> piece, Span<byte> destination);
}
