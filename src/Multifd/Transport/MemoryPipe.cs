using MultifdBench.Multifd.Threads;

namespace MultifdBench.Multifd.Transport;

/// <summary>
/// A pipe from one thread to another inside the process. Short messages are copied into a small buffer and leave the writer free; long ones
/// are handed over where they lie: the reader copies them once, straight to where they belong. A write of long ones returns when the reader
/// has, as bytes are read before a write to a socket returns; one that lends returns while several of them are still to be read.
/// One writer, one reader; neither waits for a lock, and a thread that is awake is told without a system call.
/// </summary>
internal sealed unsafe class MemoryPipe
{
    // Below this a hand-over (two thread switches) costs more than a second copy.
    private const int HandOverBytes = 16 * 1024;
    private const int BufferBytes = 64 * 1024;

    // Eight packets of pages: as many switches fewer, and a destination that is behind by a millisecond.
    private const long MaxLentBytes = 4 << 20;

    // Ranges of bytes on their way, a power of two: four packets whose pages lie apart, or eight of neighbouring ones many times over.
    private const int MaxRanges = 1024;

    // The reader copies in pieces, so that an abort is noticed between them.
    private const int PieceBytes = 256 * 1024;

    private readonly WakeUp _written = new();
    private readonly WakeUp _read = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private readonly byte* _bufferStart;
    private readonly IoVector[] _ranges = new IoVector[MaxRanges];

    // The writer's.
    private long _bufferedBytes;
    private long _lentBytes;
    private long _rangesFilled;

    // Written by the writer for the reader, and the other way round.
    private long _rangesWritten;
    private long _rangesRead;
    private long _bufferedRead;
    private long _lentRead;
    private bool _isCopying;
    private volatile bool _isClosed;
    private volatile bool _isAborted;

    // The reader's: what it has read of the first range.
    private nuint _offset;

    public MemoryPipe() => _bufferStart = (byte*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_buffer, 0);

    /// <summary>Writes all bytes. Each part stays readable until the call returns.</summary>
    /// <exception cref="ConnectionException">The pipe was broken.</exception>
    public void Write(ReadOnlySpan<IoVector> parts)
    {
        nuint total = 0;
        foreach (IoVector part in parts) total += part.LengthBytes;
        if (total >= HandOverBytes)
        {
            foreach (IoVector part in parts) Lend(part);
            Publish();
            WaitUntilRead();
            return;
        }

        foreach (IoVector part in parts) Buffer(new ReadOnlySpan<byte>((void*)part.Address, (int)part.LengthBytes));
        Publish();
    }

    /// <summary>Writes all bytes. All parts but the first stay readable until <see cref="TakeBack"/>.</summary>
    /// <exception cref="ConnectionException">The pipe was broken.</exception>
    public void WriteLending(ReadOnlySpan<IoVector> parts)
    {
        Buffer(new ReadOnlySpan<byte>((void*)parts[0].Address, checked((int)parts[0].LengthBytes)));
        foreach (IoVector part in parts[1..]) Lend(part);
        Publish();
    }

    /// <summary>Waits until nothing is read any more of what was lent. Writer's thread.</summary>
    public void TakeBack()
    {
        while (!_isAborted && Volatile.Read(ref _rangesRead) < _rangesWritten) _read.Wait();
        // After an abort the reader may still be in the middle of a copy: until it has ended, the memory must stay where it is.
        while (Volatile.Read(ref _isCopying)) _read.Wait();
    }

    /// <summary>Writes all bytes.</summary>
    /// <exception cref="ConnectionException">The pipe was broken.</exception>
    public void Write(ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            IoVector whole = new((nint)start, (nuint)data.Length);
            Write(new ReadOnlySpan<IoVector>(in whole));
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
        if (!WaitForRange()) return 0;
        IoVector range = _ranges[_rangesRead % MaxRanges];
        int count = (int)Math.Min(Math.Min(range.LengthBytes - _offset, PieceBytes), (nuint)buffer.Length);
        byte* from = (byte*)range.Address + _offset;
        // Ordered against the flag of an abort: the writer sees the copy, or this thread the abort.
        Volatile.Write(ref _isCopying, true);
        Interlocked.MemoryBarrier();
        if (!_isAborted) new ReadOnlySpan<byte>(from, count).CopyTo(buffer);
        Volatile.Write(ref _isCopying, false);
        // Asked once the flag is down, and ordered likewise: a writer that waits for the flag has seen an abort, so it is told here.
        Interlocked.MemoryBarrier();
        if (_isAborted)
        {
            _read.Set();
            ThrowIfAborted();
        }

        Advance(range, count);
        return count;
    }

    /// <summary>No more bytes will be written.</summary>
    public void Close()
    {
        _isClosed = true;
        _written.Set();
    }

    /// <summary>Ends both sides at once.</summary>
    public void Abort()
    {
        _isAborted = true;
        _written.Set();
        _read.Set();
    }

    /// <summary>False at the end of the stream.</summary>
    private bool WaitForRange()
    {
        while (true)
        {
            ThrowIfAborted();
            // Asked first: what was written before the close is read before the end.
            bool isClosed = _isClosed;
            if (_rangesRead < Volatile.Read(ref _rangesWritten)) return true;
            if (isClosed) return false;
            _written.Wait();
        }
    }

    private void Advance(IoVector range, int bytes)
    {
        _offset += (nuint)bytes;
        if (_offset < range.LengthBytes) return;
        _offset = 0;
        if (IsBuffered(range)) Volatile.Write(ref _bufferedRead, _bufferedRead + (long)range.LengthBytes);
        else Volatile.Write(ref _lentRead, _lentRead + (long)range.LengthBytes);
        Volatile.Write(ref _rangesRead, _rangesRead + 1);
        // A writer that waits is woken when it has room for several messages, and when everything is read.
        if (_rangesRead == Volatile.Read(ref _rangesWritten) || IsHalfEmpty()) _read.Set();
    }

    private bool IsHalfEmpty() =>
        Volatile.Read(ref _lentBytes) - _lentRead <= MaxLentBytes / 2
        && Volatile.Read(ref _bufferedBytes) - _bufferedRead <= BufferBytes / 2
        && Volatile.Read(ref _rangesWritten) - _rangesRead <= MaxRanges / 2;

    private bool IsBuffered(IoVector range) => (nuint)(range.Address - (nint)_bufferStart) < BufferBytes;

    private void Buffer(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int at = (int)(_bufferedBytes % BufferBytes);
            int length = Math.Min(data.Length, BufferBytes - at);
            while (_bufferedBytes + length - Volatile.Read(ref _bufferedRead) > BufferBytes) WaitForRoom();
            data[..length].CopyTo(_buffer.AsSpan(at));
            Volatile.Write(ref _bufferedBytes, _bufferedBytes + length);
            Add(new IoVector((nint)(_bufferStart + at), (nuint)length));
            data = data[length..];
        }
    }

    private void Lend(IoVector part)
    {
        if (part.LengthBytes == 0) return;
        long length = (long)part.LengthBytes;
        for (long unread; (unread = _lentBytes - Volatile.Read(ref _lentRead)) > 0 && unread + length > MaxLentBytes;) WaitForRoom();
        Volatile.Write(ref _lentBytes, _lentBytes + length);
        Add(part);
    }

    private void Add(IoVector range)
    {
        while (_rangesFilled - Volatile.Read(ref _rangesRead) == MaxRanges) WaitForRoom();
        _ranges[_rangesFilled % MaxRanges] = range;
        _rangesFilled++;
    }

    /// <summary>Shows the reader what was added.</summary>
    private void Publish()
    {
        ThrowIfBroken();
        if (_rangesFilled == _rangesWritten) return;
        Volatile.Write(ref _rangesWritten, _rangesFilled);
        _written.Set();
    }

    private void WaitForRoom()
    {
        Publish();
        _read.Wait();
        ThrowIfBroken();
    }

    private void WaitUntilRead()
    {
        TakeBack();
        if (Volatile.Read(ref _rangesRead) < _rangesWritten) ThrowIfAborted();
    }

    private void ThrowIfBroken()
    {
        if (!_isAborted) return;
        TakeBack();
        ThrowIfAborted();
    }

    private void ThrowIfAborted()
    {
        if (_isAborted) throw new ConnectionException("the connection was broken");
    }
}
