namespace MultifdBench.Codecs.Zlib;

/// <summary>
/// Bytes written to one end come out of the other: what stands behind a ZLibStream instead of a file. Grows, never shrinks.
/// </summary>
internal sealed class ByteQueue : Stream
{
    private byte[] _bytes = new byte[64 * 1024];
    private int _start;
    private int _end;

    public int Count => _end - _start;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        MakeRoom(buffer.Length);
        buffer.CopyTo(_bytes.AsSpan(_end));
        _end += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(Count, buffer.Length);
        _bytes.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        if (_start == _end) Clear();
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public void Clear() => _start = _end = 0;

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void MakeRoom(int count)
    {
        if (_bytes.Length - _end >= count) return;
        _bytes.AsSpan(_start, Count).CopyTo(_bytes);
        (_start, _end) = (0, Count);
        if (_bytes.Length - _end < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _end + count));
    }
}
