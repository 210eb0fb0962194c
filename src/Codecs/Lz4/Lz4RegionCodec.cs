namespace MultifdBench.Codecs.Lz4;

/// <summary>Each piece of memory is a block of its own.</summary>
/// <param name="lz4">Makes the blocks; owned.</param>
public sealed class Lz4RegionCodec(ILz4Compressor lz4) : IRegionCodec
{
    /// <inheritdoc/>
    public int MaxOutputBytes(int sourceBytes) => Lz4Codec.MaxBlockBytes(sourceBytes);

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> region, Span<byte> output) => lz4.CompressAlone(region, output);

    /// <inheritdoc/>
    public void Dispose() => lz4.Dispose();
}
