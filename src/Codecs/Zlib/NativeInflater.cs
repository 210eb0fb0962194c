using System.Buffers;
using System.Diagnostics;

namespace MultifdBench.Codecs.Zlib;

/// <summary>An inflate stream of the system's zlib.</summary>
internal sealed unsafe class NativeInflater : IStreamDecompressor
{
    private const int AfterBlock = 128;
    private const int UnusedBits = 63;

    private readonly LibZ _libz;
    private readonly ZStreamHandle _handle;
    private SyncMarker _marker;

    public NativeInflater(LibZ libz, int windowBits)
    {
        _libz = libz;
        _handle = ZStreamHandle.ForInflate(libz, windowBits);
    }

    public StreamPosition Position { get; private set; }

    public long? NativeBytes => _handle.Bytes;

    public OperationStatus Decompress(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        Debug.Assert(!destination.IsEmpty, "room to make progress");
        ZStream* stream = _handle.Stream;
        int result;
        // zlib reads at most AvailIn bytes and writes at most AvailOut; both are the spans' own lengths.
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            stream->NextIn = input;
            stream->AvailIn = (uint)source.Length;
            stream->NextOut = output;
            stream->AvailOut = (uint)destination.Length;
            result = _libz.Inflate(stream, LibZ.SyncFlush);
            consumed = source.Length - (int)stream->AvailIn;
            written = destination.Length - (int)stream->AvailOut;
        }

        _marker.Take(source[..consumed]);
        Position = PositionAfter(result, stream->DataType);
        GC.KeepAlive(this);
        return Status(result, consumed == source.Length, written == destination.Length);
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>A sync flush is an empty stored block: it ends a block on a byte boundary, with its marker [RFC1951 §3.2.4].</summary>
    private StreamPosition PositionAfter(int result, int dataType) => result switch
    {
        LibZ.StreamEnd => StreamPosition.End,
        LibZ.Ok or LibZ.BufferError when (dataType & (AfterBlock | UnusedBits)) == AfterBlock && _marker.IsLast =>
            StreamPosition.FlushPoint,
        _ => StreamPosition.Inside,
    };

    private static OperationStatus Status(int result, bool allConsumed, bool full)
    {
        bool valid = result is LibZ.Ok or LibZ.BufferError || (result == LibZ.StreamEnd && (full || allConsumed));
        if (!valid) return OperationStatus.InvalidData;
        if (full) return OperationStatus.Done;
        return allConsumed ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
    }
}
