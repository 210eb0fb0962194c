using MultifdBench.Codecs.Native;
using ZstdSharp.Unsafe;

namespace MultifdBench.Codecs.Zstd;

/// <summary>
/// A decompression stream of ZstdSharp, by its raw calls: the safe ones throw on corrupt input and hide what is wanted next.
/// </summary>
internal sealed unsafe class ManagedZstdDecompressor : ZstdDecompressor
{
    private readonly StreamHandle _handle = new(
        (nint)Methods.ZSTD_createDCtx(), context => Methods.ZSTD_freeDCtx((ZSTD_DCtx_s*)context), ZstdConstants.Library);

    private ZSTD_DCtx_s* Context => (ZSTD_DCtx_s*)_handle.Context;

    public override long? NativeBytes
    {
        get
        {
            long bytes = (long)Methods.ZSTD_sizeof_DCtx(Context);
            GC.KeepAlive(this);
            return bytes;
        }
    }

    public override void Dispose() => _handle.Dispose();

    protected override nuint Step(ZstdBuffer* to, ZstdBuffer* from)
    {
        nuint result = Methods.ZSTD_decompressStream(Context, (ZSTD_outBuffer_s*)to, (ZSTD_inBuffer_s*)from);
        GC.KeepAlive(this);
        return result;
    }

    protected override bool IsError(nuint result) => Methods.ZSTD_isError(result);
}
