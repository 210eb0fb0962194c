using System.Buffers;

namespace MultifdBench.Codecs.Zstd;

/// <summary>A zstd compression stream over either library: the loop is one, the four calls differ.</summary>
internal abstract unsafe class ZstdCompressor : IStreamCompressor
{
    // A flush may end a block early, and the ring buffer's end another: three bytes of block header each [RFC8878 §3.1.1.2].
    private const int FlushBytes = 64;

    private bool _ended;

    public int Level => ReadLevel();

    // ZSTD_COMPRESSBOUND [zstd.h]: raw blocks at worst, with a margin for small inputs.
    public int MaxOutputBytes(int inputBytes) =>
        checked(inputBytes + (inputBytes >> 8) + (inputBytes < 128 << 10 ? ((128 << 10) - inputBytes) >> 11 : 0) + FlushBytes);

    public OperationStatus Compress(ReadOnlySpan<byte> source, Span<byte> destination, StreamFlush flush, out int consumed, out int written)
    {
        consumed = written = 0;
        if (_ended) return source.IsEmpty ? OperationStatus.Done : OperationStatus.InvalidData;
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            var from = new ZstdBuffer(input, source.Length);
            var to = new ZstdBuffer(output, destination.Length);
            OperationStatus status = Run(&to, &from, Directive(flush), flush);
            (consumed, written) = (from.Used, to.Used);
            _ended = status == OperationStatus.Done && flush == StreamFlush.Finish;
            return status;
        }
    }

    public void Reset()
    {
        ResetSession();
        _ended = false;
    }

    public abstract void Dispose();

    /// <summary>The context's ZSTD_sizeof_: what it has allocated by now.</summary>
    public abstract long? NativeBytes { get; }

    /// <summary>ZSTD_compressStream2: bytes still held back, or an error.</summary>
    protected abstract nuint Step(ZstdBuffer* to, ZstdBuffer* from, int directive);

    /// <summary>ZSTD_isError.</summary>
    protected abstract bool IsError(nuint result);

    /// <summary>ZSTD_CCtx_getParameter of the compression level.</summary>
    protected abstract int ReadLevel();

    /// <summary>ZSTD_CCtx_reset of the session; parameters stay.</summary>
    protected abstract void ResetSession();

    private OperationStatus Run(ZstdBuffer* to, ZstdBuffer* from, int directive, StreamFlush flush)
    {
        while (true)
        {
            nuint heldBack = Step(to, from, directive);
            if (IsError(heldBack)) return OperationStatus.InvalidData;
            // Without a flush "held back" is only a hint; with one, zero means that everything is out [zstd.h, ZSTD_compressStream2].
            if (from->AllUsed && (flush == StreamFlush.None || heldBack == 0)) return OperationStatus.Done;
            if (to->AllUsed) return OperationStatus.DestinationTooSmall;
        }
    }

    private static int Directive(StreamFlush flush) => flush switch
    {
        StreamFlush.None => ZstdConstants.Continue,
        StreamFlush.Sync => ZstdConstants.Flush,
        _ => ZstdConstants.End,
    };
}
