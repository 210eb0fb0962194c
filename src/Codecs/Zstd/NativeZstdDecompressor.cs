using MultifdBench.Codecs.Native;

namespace MultifdBench.Codecs.Zstd;

/// <summary>A decompression stream of the system's libzstd.</summary>
internal sealed unsafe class NativeZstdDecompressor : ZstdDecompressor
{
    private readonly LibZstd _zstd;
    private readonly StreamHandle _handle;

    public NativeZstdDecompressor(LibZstd zstd)
    {
        _zstd = zstd;
        _handle = new StreamHandle(zstd.CreateDecompressor(), zstd.FreeDecompressor, ZstdConstants.Library);
    }

    public override long? NativeBytes
    {
        get
        {
            long bytes = _zstd.SizeOfDecompressor(_handle.Context);
            GC.KeepAlive(this);
            return bytes;
        }
    }

    public override void Dispose() => _handle.Dispose();

    protected override nuint Step(ZstdBuffer* to, ZstdBuffer* from)
    {
        nuint result = _zstd.Decompress(_handle.Context, to, from);
        GC.KeepAlive(this);
        return result;
    }

    protected override bool IsError(nuint result) => _zstd.IsError(result);
}
