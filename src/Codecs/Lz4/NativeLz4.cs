using MultifdBench.Codecs.Pieces;

namespace MultifdBench.Codecs.Lz4;

/// <summary>The system's liblz4.</summary>
public sealed unsafe class NativeLz4 : ILz4Codec
{
    private readonly LibLz4 _lz4;

    /// <summary>Binds the system's liblz4.</summary>
    /// <exception cref="InvalidOperationException">There is none: ask <see cref="Lz4Codec.Probe"/> first.</exception>
    public NativeLz4() => _lz4 = LibLz4.Probe.Demand();

    /// <inheritdoc/>
    public string Library => $"liblz4 {_lz4.Version}";

    /// <inheritdoc/>
    public ILz4Compressor CreateCompressor(int acceleration)
    {
        Lz4Codec.CheckAcceleration(acceleration);
        return new NativeLz4Compressor(_lz4, acceleration);
    }

    /// <inheritdoc/>
    public IPieceCompressor CreateCompressor(int acceleration, TrainedContent dictionary)
    {
        Lz4Codec.CheckAcceleration(acceleration);
        return new NativeLz4DictionaryCompressor(_lz4, acceleration, dictionary);
    }

    /// <inheritdoc/>
    public int Decompress(ReadOnlySpan<byte> block, Span<byte> destination, ReadOnlySpan<byte> history)
    {
        // The library reads and writes within the lengths that it is given: the spans' own.
        fixed (byte* from = block)
        fixed (byte* to = destination)
        fixed (byte* before = history)
            return _lz4.Decompress(from, to, block.Length, destination.Length, before, history.Length);
    }
}
