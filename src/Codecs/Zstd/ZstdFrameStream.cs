using MultifdBench.Codecs.Native;
using ZstdSharp.Unsafe;

namespace MultifdBench.Codecs.Zstd;

/// <summary>
/// The content of all frames of a zstd file, one after the other; every frame's header is checked before it is decoded, so memory is
/// bounded. What is wrong with the data is an <see cref="IOException"/>. Not thread-safe.
/// </summary>
/// <param name="source">The compressed bytes; owned.</param>
internal sealed unsafe class ZstdFrameStream(Stream source) : ForwardStream(source)
{
    private const int BufferBytes = 1 << 18;

    private readonly Stream _source = source;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly StreamHandle _handle = Create();
    private int _start;
    private int _end;
    private bool _isInside;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (true)
        {
            if (!_isInside && !BeginFrame()) return 0;
            int written = Decode(buffer);
            if (written > 0) return written;
            // A frame that has ended goes over to the next one; one that has not needs more.
            if (_isInside && _start == _end && !Fill(1)) throw Cut();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _handle.Dispose();
        base.Dispose(disposing);
    }

    private static StreamHandle Create()
    {
        StreamHandle handle = new(
            (nint)Methods.ZSTD_createDCtx(), context => Methods.ZSTD_freeDCtx((ZSTD_DCtx_s*)context), ZstdConstants.Library);
        _ = Methods.ZSTD_DCtx_setParameter((ZSTD_DCtx_s*)handle.Context, ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdFrame.MaxWindowLog);
        return handle;
    }

    /// <summary>Looks at the next frame's header.</summary>
    /// <returns>False at the end of the file.</returns>
    private bool BeginFrame()
    {
        Fill(ZstdFrame.MaxHeaderBytes);
        if (_start == _end) return false;
        ZstdFrame.Check(_buffer.AsSpan(_start, _end - _start));
        _isInside = true;
        return true;
    }

    private int Decode(Span<byte> to)
    {
        fixed (byte* input = _buffer)
        fixed (byte* output = to)
        {
            ZstdBuffer from = new(input + _start, _end - _start);
            ZstdBuffer into = new(output, to.Length);
            nuint wanted = Methods.ZSTD_decompressStream((ZSTD_DCtx_s*)_handle.Context, (ZSTD_outBuffer_s*)&into, (ZSTD_inBuffer_s*)&from);
            if (Methods.ZSTD_isError(wanted)) throw Damaged(wanted);
            _start += from.Used;
            _isInside = wanted != 0;
            return into.Used;
        }
    }

    /// <summary>Reads until some bytes are there.</summary>
    /// <returns>False when the file ends before.</returns>
    private bool Fill(int bytes)
    {
        if (_end - _start >= bytes) return true;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        _end += _source.ReadAtLeast(_buffer.AsSpan(_end), bytes - _end, throwOnEndOfStream: false);
        return _end >= bytes;
    }

    private static IOException Cut() => new("it ends in the middle of its zstd data; copy or compress it again");

    private static IOException Damaged(nuint error) =>
        new($"its zstd data is damaged ({Methods.ZSTD_getErrorName(error)}); copy or compress it again");
}
