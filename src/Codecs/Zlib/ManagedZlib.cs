namespace MultifdBench.Codecs.Zlib;

/// <summary>
/// .NET's own zlib: a fallback where the system has none. The bundled library is zlib-ng, whose level 1 is another algorithm and may
/// need twice the bytes of zlib's, so its figures are not those of QEMU.
/// </summary>
public sealed class ManagedZlib : IStreamCodec
{
    /// <inheritdoc/>
    public string Library => DotNetZlibVersion.Library;

    /// <inheritdoc/>
    public IStreamCompressor CreateCompressor(int level)
    {
        ZlibCodec.CheckLevel(level);
        return new ManagedDeflater(level);
    }

    /// <inheritdoc/>
    public IStreamDecompressor CreateDecompressor() => new ManagedInflater();
}
