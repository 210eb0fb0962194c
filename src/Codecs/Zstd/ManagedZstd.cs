using ZstdSharp;

namespace MultifdBench.Codecs.Zstd;

/// <summary>
/// ZstdSharp, a C# port of libzstd: the same bytes or nearly so at about half the speed, so its figures are not those of zstd.
/// </summary>
public sealed class ManagedZstd : IStreamCodec
{
    /// <inheritdoc/>
    public string Library { get; } = $"ZstdSharp {typeof(Compressor).Assembly.GetName().Version?.ToString(3)}";

    /// <inheritdoc/>
    public IStreamCompressor CreateCompressor(int level)
    {
        ZstdCodec.CheckLevel(level);
        return new ManagedZstdCompressor(level);
    }

    /// <inheritdoc/>
    public IStreamDecompressor CreateDecompressor() => new ManagedZstdDecompressor();
}
