namespace MultifdBench.Codecs.Zstd;

/// <summary>The system's libzstd, the library that QEMU uses.</summary>
public sealed class NativeZstd : IStreamCodec
{
    private readonly LibZstd _zstd;

    /// <summary>Binds the system's libzstd.</summary>
    /// <exception cref="InvalidOperationException">There is none: ask <see cref="ZstdCodec.Probe"/> first.</exception>
    public NativeZstd() => _zstd = LibZstd.Probe.Demand();

    /// <inheritdoc/>
    public string Library => $"libzstd {_zstd.Version}";

    /// <inheritdoc/>
    public IStreamCompressor CreateCompressor(int level)
    {
        ZstdCodec.CheckLevel(level);
        return new NativeZstdCompressor(_zstd, level);
    }

    /// <inheritdoc/>
    public IStreamDecompressor CreateDecompressor() => new NativeZstdDecompressor(_zstd);
}
