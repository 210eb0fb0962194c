using System.Buffers;

namespace MultifdBench.Codecs.Zlib;

/// <summary>A deflate stream of the system's zlib.</summary>
internal sealed unsafe class NativeDeflater : IStreamCompressor
{
    // An empty stored block and the bits of a block that a flush cuts short: at most 5 + 1 bytes, taken generously.
    private const int FlushBytes = 16;

    private readonly LibZ _libz;
    private readonly ZStreamHandle _handle;

    public NativeDeflater(LibZ libz, int level, int windowBits)
    {
        _libz = libz;
        _handle = ZStreamHandle.ForDeflate(libz, level, windowBits);
        Level = level;
    }

    /// <summary>
    /// The level that deflateInit2 accepted; zlib has no getter. <see cref="ZlibHeader.LevelClass"/> is what the stream itself says.
    /// </summary>
    public int Level { get; }

    public long? NativeBytes => _handle.Bytes;

    public int MaxOutputBytes(int inputBytes)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return checked((int)_libz.DeflateBound(_handle.Stream, inputBytes) + FlushBytes);
    }

    public OperationStatus Compress(ReadOnlySpan<byte> source, Span<byte> destination, StreamFlush flush, out int consumed, out int written)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        consumed = written = 0;
        if (destination.IsEmpty) return OperationStatus.DestinationTooSmall;
        ZStream* stream = _handle.Stream;
        int result;
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            stream->NextIn = input;
            stream->AvailIn = (uint)source.Length;
            stream->NextOut = output;
            stream->AvailOut = (uint)destination.Length;
            result = _libz.Deflate(stream, ZlibFlush(flush));
            consumed = source.Length - (int)stream->AvailIn;
            written = destination.Length - (int)stream->AvailOut;
        }

        GC.KeepAlive(this);
        return Status(result, flush, consumed == source.Length, written == destination.Length);
    }

    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        _ = _libz.DeflateReset(_handle.Stream);
        GC.KeepAlive(this);
    }

    public void Dispose() => _handle.Dispose();

    private static int ZlibFlush(StreamFlush flush) => flush switch
    {
        StreamFlush.None => LibZ.NoFlush,
        StreamFlush.Sync => LibZ.SyncFlush,
        _ => LibZ.Finish,
    };

    private static OperationStatus Status(int result, StreamFlush flush, bool allConsumed, bool full) => result switch
    {
        LibZ.StreamEnd => OperationStatus.Done,
        // With room left zlib has done all it was asked; without, there may be more [zlib.h, deflate: "avail_out == 0"].
        LibZ.Ok => full && flush != StreamFlush.None ? OperationStatus.DestinationTooSmall
            : allConsumed && flush != StreamFlush.Finish ? OperationStatus.Done : OperationStatus.DestinationTooSmall,
        // "No progress was possible": nothing to flush with room left, or no room.
        LibZ.BufferError => full ? OperationStatus.DestinationTooSmall : OperationStatus.Done,
        _ => OperationStatus.InvalidData,
    };
}
