using MultifdBench.Codecs.Native;

namespace MultifdBench.Codecs.Zstd;

/// <summary>A compression stream of the system's libzstd.</summary>
internal sealed unsafe class NativeZstdCompressor : ZstdCompressor
{
    private readonly LibZstd _zstd;
    private readonly StreamHandle _handle;

    public NativeZstdCompressor(LibZstd zstd, int level)
    {
        _zstd = zstd;
        _handle = new StreamHandle(zstd.CreateCompressor(), zstd.FreeCompressor, ZstdConstants.Library);
        if (!zstd.IsError(zstd.SetParameter(_handle.Context, ZstdConstants.CompressionLevel, level))) return;
        _handle.Dispose();
        throw new InvalidOperationException($"libzstd {zstd.Version} refuses level {level}.");
    }

    public override long? NativeBytes
    {
        get
        {
            long bytes = _zstd.SizeOfCompressor(_handle.Context);
            GC.KeepAlive(this);
            return bytes;
        }
    }

    public override void Dispose() => _handle.Dispose();

    protected override nuint Step(ZstdBuffer* to, ZstdBuffer* from, int directive)
    {
        nuint result = _zstd.Compress(_handle.Context, to, from, directive);
        GC.KeepAlive(this);
        return result;
    }

    protected override bool IsError(nuint result) => _zstd.IsError(result);

    protected override int ReadLevel()
    {
        nuint result = _zstd.GetParameter(_handle.Context, ZstdConstants.CompressionLevel, out int level);
        GC.KeepAlive(this);
        return _zstd.IsError(result) ? throw new InvalidOperationException($"libzstd {_zstd.Version} does not tell its level.") : level;
    }

    protected override void ResetSession()
    {
        _ = _zstd.ResetCompressor(_handle.Context, ZstdConstants.ResetSession);
        GC.KeepAlive(this);
    }
}
