using K4os.Compression.LZ4;
using MultifdBench.Codecs.Pieces;

namespace MultifdBench.Codecs.Lz4;

/// <summary>K4os.Compression.LZ4, a C# port of liblz4: slower, so its figures are not those of liblz4.</summary>
public sealed unsafe class ManagedLz4 : ILz4Codec
{
    /// <inheritdoc/>
    public string Library { get; } = $"K4os.Compression.LZ4 {typeof(LZ4Codec).Assembly.GetName().Version?.ToString(3)}";

    /// <inheritdoc/>
    public ILz4Compressor CreateCompressor(int acceleration)
    {
        Lz4Codec.CheckAcceleration(acceleration);
        return new ManagedLz4Compressor(acceleration);
    }

    /// <inheritdoc/>
    public IPieceCompressor CreateCompressor(int acceleration, TrainedContent dictionary) =>
        throw new InvalidOperationException(Lz4Pieces.ProbeDictionary(CodecLibrary.Managed).ToString());

    /// <inheritdoc/>
    public int Decompress(ReadOnlySpan<byte> block, Span<byte> destination, ReadOnlySpan<byte> history)
    {
        fixed (byte* from = block)
        fixed (byte* to = destination)
        fixed (byte* before = history)
        {
            return history.IsEmpty
                ? LZ4Codec.Decode(from, block.Length, to, destination.Length)
                : LZ4Codec.Decode(from, block.Length, to, destination.Length, before, history.Length);
        }
    }
}
