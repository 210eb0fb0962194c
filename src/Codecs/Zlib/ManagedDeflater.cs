using System.Buffers;
using System.IO.Compression;

namespace MultifdBench.Codecs.Zlib;

/// <summary>A deflate stream of .NET's ZLibStream, whose output is collected and handed out by the call.</summary>
internal sealed class ManagedDeflater : IStreamCompressor
{
    private readonly ByteQueue _output = new();
    private ZLibStream _stream;
    private bool _ended;
    private bool _disposed;

    public ManagedDeflater(int level)
    {
        Level = level;
        _stream = Open();
    }

    /// <summary>
    /// The level given to ZLibCompressionOptions; there is no getter. <see cref="ZlibHeader.LevelClass"/> is what the stream itself says.
    /// </summary>
    public int Level { get; }

    // ZLibStream's library does not tell.
    public long? NativeBytes => null;

    // zlib-ng's level 1 writes fixed codes of up to nine bits a byte whatever the data, so an eighth more [RFC1951 §3.2.6].
    public int MaxOutputBytes(int inputBytes) => checked(inputBytes + (inputBytes >> 3) + 64);

    public OperationStatus Compress(ReadOnlySpan<byte> source, Span<byte> destination, StreamFlush flush, out int consumed, out int written)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        consumed = written = 0;
        if (_ended && !source.IsEmpty) return OperationStatus.InvalidData;
        if (!_ended) Feed(source, flush);
        consumed = source.Length;
        written = _output.Read(destination);
        return _output.Count == 0 ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
    }

    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _stream.Dispose();
        _output.Clear();
        _ended = false;
        _stream = Open();
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _stream.Dispose();
    }

    private void Feed(ReadOnlySpan<byte> source, StreamFlush flush)
    {
        _stream.Write(source);
        if (flush == StreamFlush.Sync) _stream.Flush();
        if (flush != StreamFlush.Finish) return;
        _stream.Dispose();
        _ended = true;
    }

    private ZLibStream Open() => new(_output, new ZLibCompressionOptions { CompressionLevel = Level }, leaveOpen: true);
}
