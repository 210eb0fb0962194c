namespace MultifdBench.Multifd.Transport;

/// <summary>
/// A pipe from one thread to another inside the process. Short messages are copied into a small buffer and leave the writer free; long ones
/// are handed over where they lie: the reader copies them once, straight to where they belong, and the writer returns when it has. Bytes
/// are therefore read from guest memory before a write returns, as with a socket. One writer, one reader.
/// </summary>
internal sealed unsafe class MemoryPipe
{
    // Below this a hand-over (two thread switches) costs more than a second copy.
    private const int HandOverBytes = 16 * 1024;
    private const int BufferBytes = 64 * 1024;

    // The reader copies in pieces, so that an abort is noticed between them.
    private const int PieceBytes = 256 * 1024;

    private readonly object _gate = new();
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _first;
    private int _count;
    private IoVector* _parts;
    private int _partCount;
    private nuint _partOffset;
    private bool _isCopying;
    private bool _isClosed;
    private bool _isAborted;

    /// <summary>Writes all bytes. Each part stays readable until the call returns.</summary>
    /// <exception cref="ConnectionException">The pipe was broken.</exception>
    public void Write(ReadOnlySpan<IoVector> parts)
    {
        nuint total = 0;
        foreach (IoVector part in parts) total += part.LengthBytes;
        if (total >= HandOverBytes)
        {
            fixed (IoVector* first = parts) HandOver(first, parts.Length);
            return;
        }

        foreach (IoVector part in parts) Buffer(new ReadOnlySpan<byte>((void*)part.Address, (int)part.LengthBytes));
    }

    /// <summary>Writes all bytes.</summary>
    /// <exception cref="ConnectionException">The pipe was broken.</exception>
    public void Write(ReadOnlySpan<byte> data)
    {
        if (data.Length < HandOverBytes)
        {
            Buffer(data);
            return;
        }

        fixed (byte* start = data)
        {
            IoVector whole = new((nint)start, (nuint)data.Length);
            HandOver(&whole, 1);
        }
    }

    /// <summary>Fills <paramref name="buffer"/>; returns less than its length only at the end of the stream.</summary>
    /// <exception cref="ConnectionException">The pipe was broken.</exception>
    public int Read(Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int read = ReadSome(buffer[filled..]);
            if (read == 0) break;
            filled += read;
        }

        return filled;
    }

    /// <summary>Waits for a byte and reads what is there; returns 0 only at the end of the stream.</summary>
    /// <exception cref="ConnectionException">The pipe was broken.</exception>
    public int ReadSome(Span<byte> buffer)
    {
        ReadOnlySpan<byte> part;
        lock (_gate)
        {
            while (!_isAborted && !_isClosed && _count == 0 && _partCount == 0) Monitor.Wait(_gate);
            ThrowIfAborted();
            // What was buffered was written before what is being handed over, and both before the close.
            if (_count > 0) return TakeBuffered(buffer);
            if (_partCount == 0) return 0;
            part =
                new ReadOnlySpan<byte>((byte*)_parts->Address + _partOffset, (int)Math.Min(_parts->LengthBytes - _partOffset, PieceBytes));
            part = part[..Math.Min(part.Length, buffer.Length)];
            _isCopying = true;
        }

        part.CopyTo(buffer);
        lock (_gate)
        {
            _isCopying = false;
            Advance(part.Length);
        }

        return part.Length;
    }

    /// <summary>No more bytes will be written.</summary>
    public void Close() => Set(ref _isClosed);

    /// <summary>Ends both sides at once.</summary>
    public void Abort() => Set(ref _isAborted);

    private void Buffer(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            while (!_isAborted && BufferBytes - _count < data.Length) Monitor.Wait(_gate);
            ThrowIfAborted();
            int at = (_first + _count) % BufferBytes;
            int untilEnd = Math.Min(data.Length, BufferBytes - at);
            data[..untilEnd].CopyTo(_buffer.AsSpan(at));
            data[untilEnd..].CopyTo(_buffer);
            _count += data.Length;
            Monitor.PulseAll(_gate);
        }
    }

    private void HandOver(IoVector* parts, int count)
    {
        lock (_gate)
        {
            ThrowIfAborted();
            _parts = parts;
            _partCount = count;
            _partOffset = 0;
            SkipFinished();
            Monitor.PulseAll(_gate);
            // After an abort the reader may still be in the middle of a copy: until it has ended, the memory must stay where it is.
            while (_isCopying || (_partCount > 0 && !_isAborted)) Monitor.Wait(_gate);
            bool isBroken = _partCount > 0;
            _partCount = 0;
            if (isBroken) ThrowIfAborted();
        }
    }

    private int TakeBuffered(Span<byte> destination)
    {
        int taken = Math.Min(Math.Min(_count, destination.Length), BufferBytes - _first);
        _buffer.AsSpan(_first, taken).CopyTo(destination);
        _first = (_first + taken) % BufferBytes;
        _count -= taken;
        Monitor.PulseAll(_gate);
        return taken;
    }

    private void Advance(int bytes)
    {
        _partOffset += (nuint)bytes;
        SkipFinished();
        if (_partCount == 0 || _isAborted) Monitor.PulseAll(_gate);
    }

    private void SkipFinished()
    {
        while (_partCount > 0 && _partOffset == _parts->LengthBytes)
        {
            _parts++;
            _partCount--;
            _partOffset = 0;
        }
    }

    private void ThrowIfAborted()
    {
        if (_isAborted) throw new ConnectionException("the connection was broken");
    }

    private void Set(ref bool flag)
    {
        lock (_gate)
        {
            flag = true;
            Monitor.PulseAll(_gate);
        }
    }
}
