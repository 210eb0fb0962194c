using MultifdBench.Codecs.Native;
using ZstdSharp.Unsafe;

namespace MultifdBench.Codecs.Zstd;

/// <summary>A compression stream of ZstdSharp, by its raw calls: the safe ones hide what a flush still holds back.</summary>
internal sealed unsafe class ManagedZstdCompressor : ZstdCompressor
{
    private readonly StreamHandle _handle;

    public ManagedZstdCompressor(int level)
    {
        _handle = new StreamHandle(
            (nint)Methods.ZSTD_createCCtx(), context => Methods.ZSTD_freeCCtx((ZSTD_CCtx_s*)context), ZstdConstants.Library);
        if (!IsError(Methods.ZSTD_CCtx_setParameter(Context, ZSTD_cParameter.ZSTD_c_compressionLevel, level))) return;
        _handle.Dispose();
        throw new InvalidOperationException($"ZstdSharp refuses level {level}.");
    }

    private ZSTD_CCtx_s* Context => (ZSTD_CCtx_s*)_handle.Context;

    public override long? NativeBytes
    {
        get
        {
            long bytes = (long)Methods.ZSTD_sizeof_CCtx(Context);
            GC.KeepAlive(this);
            return bytes;
        }
    }

    public override void Dispose() => _handle.Dispose();

    protected override nuint Step(ZstdBuffer* to, ZstdBuffer* from, int directive)
    {
        nuint result = Methods.ZSTD_compressStream2(Context, (ZSTD_outBuffer_s*)to, (ZSTD_inBuffer_s*)from, (ZSTD_EndDirective)directive);
        GC.KeepAlive(this);
        return result;
    }

    protected override bool IsError(nuint result) => Methods.ZSTD_isError(result);

    protected override int ReadLevel()
    {
        int level;
        nuint result = Methods.ZSTD_CCtx_getParameter(Context, ZSTD_cParameter.ZSTD_c_compressionLevel, &level);
        GC.KeepAlive(this);
        return IsError(result) ? throw new InvalidOperationException("ZstdSharp does not tell its level.") : level;
    }

    protected override void ResetSession()
    {
        _ = Methods.ZSTD_CCtx_reset(Context, ZSTD_ResetDirective.ZSTD_reset_session_only);
        GC.KeepAlive(this);
    }
}
