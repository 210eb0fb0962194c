using MultifdBench.Codecs.Pieces;

namespace MultifdBench.Codecs.Lz4;

/// <summary>One library for LZ4's block format [LZ4]. Immutable and thread-safe; the compressors that it makes are not.</summary>
public interface ILz4Codec
{
    /// <summary>Library and version, for example <c>liblz4 1.9.4</c>.</summary>
    string Library { get; }

    /// <summary>A new compressor.</summary>
    /// <param name="acceleration">
    /// <see cref="Lz4Codec.MinAcceleration"/> to <see cref="Lz4Codec.MaxAcceleration"/>: higher is faster and larger.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The acceleration is outside that range.</exception>
    /// <exception cref="InvalidOperationException">The library has no memory for it.</exception>
    ILz4Compressor CreateCompressor(int acceleration);

    /// <summary>A new compressor of blocks alone that may refer to a dictionary as if it stood before each.</summary>
    /// <param name="acceleration">As above.</param>
    /// <param name="dictionary">Not empty; of the last 64 KiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">The acceleration is outside its range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The library has no memory for it, or no such call: ask <see cref="Lz4Pieces.ProbeDictionary"/> first.
    /// </exception>
    IPieceCompressor CreateCompressor(int acceleration, TrainedContent dictionary);

    /// <summary>Decompresses one block. Never writes past <paramref name="destination"/>.</summary>
    /// <param name="block">The whole block.</param>
    /// <param name="destination">Where the output goes.</param>
    /// <param name="history">The up to 64 KiB of output that stand before it, for blocks of a stream; empty for a block alone.</param>
    /// <returns>
    /// Bytes written; negative for what the library refuses. It takes an offset of 0 and makes of it what it likes, so a block from outside
    /// is checked by <see cref="Lz4Block"/> first.
    /// </returns>
    int Decompress(ReadOnlySpan<byte> block, Span<byte> destination, ReadOnlySpan<byte> history);
}
