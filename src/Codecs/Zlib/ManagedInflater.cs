using System.Buffers;
using System.Diagnostics;
using System.IO.Compression;

namespace MultifdBench.Codecs.Zlib;

/// <summary>
/// An inflate stream of .NET's ZLibStream. It takes all input of a call at once and reads from it as output is asked for, so
/// output never exceeds the room that the caller gives.
/// </summary>
/// <remarks>ZLibStream does not tell the stream's end; <see cref="Position"/> never says <see cref="StreamPosition.End"/>.</remarks>
internal sealed class ManagedInflater : IStreamDecompressor
{
    private readonly ByteQueue _input = new();
    private readonly ZLibStream _stream;
    private SyncMarker _marker;
    private bool _invalid;
    private bool _disposed;

    public ManagedInflater() => _stream = new(_input, CompressionMode.Decompress, leaveOpen: true);

    public StreamPosition Position { get; private set; }

    // ZLibStream's library does not tell.
    public long? NativeBytes => null;

    public OperationStatus Decompress(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Debug.Assert(!destination.IsEmpty, "room to make progress");
        (consumed, written) = (0, 0);
        if (_invalid) return OperationStatus.InvalidData;
        _input.Write(source);
        _marker.Take(source);
        consumed = source.Length;
        Position = StreamPosition.Inside;
        try
        {
            written = Fill(destination);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // InvalidDataException for most corruption, IOException (ZLibException) where the header asks for a dictionary.
            _invalid = true;
        }

        return Status(written == destination.Length);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _stream.Dispose();
    }

    private int Fill(Span<byte> destination)
    {
        int written = 0;
        while (written < destination.Length)
        {
            int count = _stream.Read(destination[written..]);
            if (count == 0) break;
            written += count;
        }

        return written;
    }

    private OperationStatus Status(bool full)
    {
        if (_invalid) return OperationStatus.InvalidData;
        if (full) return OperationStatus.Done;
        // ZLibStream asks for no more input only after the stream's end; what is left then lies behind it.
        if (_input.Count > 0) return OperationStatus.InvalidData;
        Position = _marker.IsLast ? StreamPosition.FlushPoint : StreamPosition.Inside;
        return OperationStatus.NeedMoreData;
    }
}
