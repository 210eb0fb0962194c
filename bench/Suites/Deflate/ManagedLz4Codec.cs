using MultifdBench.Codecs.Lz4;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>
/// LZ4 blocks by K4os.Compression.LZ4, as method lz4 runs where there is no liblz4: each block is checked before it is decoded.
/// </summary>
internal sealed class ManagedLz4Codec : IPageCodec
{
    /// <summary>Its name.</summary>
    public const string CodecName = "LZ4 managed";

    private readonly ManagedLz4 _lz4 = new();
    private readonly ILz4Compressor _compressor = new ManagedLz4().CreateCompressor(Codecs.Lz4.Lz4Codec.MinAcceleration);

    public string Name => CodecName;

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination) => _compressor.CompressAlone(page, destination);

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page) =>
        Lz4Block.Problem(source, page.Length, 0) is null && _lz4.Decompress(source, page, []) == page.Length;

    public void Dispose() => _compressor.Dispose();
}
