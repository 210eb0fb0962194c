namespace MultifdBench.Multifd.Transport;

/// <summary>
/// A bounded pipe from one thread to another: what a socket's buffers are to a TCP connection. One writer, one reader.
/// Bytes are copied in and out, as by a kernel; the two threads work on different parts of the ring at the same time.
/// </summary>
internal sealed class MemoryPipe
{
    /// <summary>Larger rings no longer fit a core's L2 cache, smaller ones make the threads wait for each other more often.</summary>
    public const int CapacityBytes = 512 * 1024;

    // A waiting side is woken for half a ring, not for a byte: that many fewer wake-ups when one side is faster.
    private const int HalfBytes = CapacityBytes / 2;

    // Publishing in pieces lets the other side start before a long copy ends.
    private const int PieceBytes = 64 * 1024;

    private readonly byte[] _ring = GC.AllocateUninitializedArray<byte>(CapacityBytes, pinned: true);
    private readonly object _readerGate = new();
    private readonly object _writerGate = new();
    private long _written;
    private long _read;
    private long _readerNeeds;
    private long _writerNeeds;
    private volatile bool _closed;
    private volatile bool _aborted;

    private long Used => Volatile.Read(ref _written) - Volatile.Read(ref _read);

    /// <summary>Writes all bytes; waits while the ring is full.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            ThrowIfAborted();
            int free = (int)(CapacityBytes - Used);
            if (free == 0)
            {
                WaitForRoom();
                continue;
            }

            int position = (int)(_written % CapacityBytes);
            int piece = Piece(Math.Min(free, data.Length), position);
            data[..piece].CopyTo(_ring.AsSpan(position));
            Volatile.Write(ref _written, _written + piece);
            WakeIf(ref _readerNeeds, Used, _readerGate);
            data = data[piece..];
        }
    }

    /// <summary>Fills <paramref name="buffer"/>; returns less than its length only at the end of the stream.</summary>
    public int Read(Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            // The writer of a message will write all of it, so waiting for more than a byte cannot wait for ever.
            int wanted = Math.Min(buffer.Length - filled, HalfBytes);
            int read = ReadPiece(buffer[filled..], wanted);
            if (read == 0) break;
            filled += read;
        }

        return filled;
    }

    /// <summary>Waits for a byte and reads what is there; returns 0 only at the end of the stream.</summary>
    public int ReadSome(Span<byte> buffer) => ReadPiece(buffer, 1);

    /// <summary>No more bytes will be written.</summary>
    public void Close()
    {
        _closed = true;
        WakeBoth();
    }

    /// <summary>Ends both sides at once.</summary>
    public void Abort()
    {
        _aborted = true;
        WakeBoth();
    }

    private int ReadPiece(Span<byte> buffer, int wanted)
    {
        while (true)
        {
            ThrowIfAborted();
            // The order matters: bytes written before the close are seen after it.
            bool ended = _closed;
            int available = (int)Used;
            if (available == 0)
            {
                if (ended) return 0;
                WaitForBytes(wanted);
                continue;
            }

            int position = (int)(_read % CapacityBytes);
            int piece = Piece(Math.Min(available, buffer.Length), position);
            _ring.AsSpan(position, piece).CopyTo(buffer);
            Volatile.Write(ref _read, _read + piece);
            WakeIf(ref _writerNeeds, CapacityBytes - Used, _writerGate);
            return piece;
        }
    }

    private static int Piece(int bytes, int position) => Math.Min(Math.Min(bytes, PieceBytes), CapacityBytes - position);

    // A waiter states its need and then looks at the positions; the other side moves a position and then looks at the need. With a
    // full fence between the two steps on both sides, at least one of them sees the other: no wake-up is lost.
    private static void WakeIf(ref long needs, long has, object gate)
    {
        Interlocked.MemoryBarrier();
        long needed = Volatile.Read(ref needs);
        if (needed == 0 || has < needed) return;
        lock (gate) Monitor.Pulse(gate);
    }

    private void WaitForRoom()
    {
        lock (_writerGate)
        {
            Interlocked.Exchange(ref _writerNeeds, HalfBytes);
            while (!_aborted && CapacityBytes - Used < HalfBytes) Monitor.Wait(_writerGate);
            Volatile.Write(ref _writerNeeds, 0);
        }
    }

    private void WaitForBytes(int bytes)
    {
        lock (_readerGate)
        {
            Interlocked.Exchange(ref _readerNeeds, bytes);
            while (!_aborted && !_closed && Used < bytes) Monitor.Wait(_readerGate);
            Volatile.Write(ref _readerNeeds, 0);
        }
    }

    private void ThrowIfAborted()
    {
        if (_aborted) throw new ConnectionException("the connection was broken");
    }

    private void WakeBoth()
    {
        lock (_readerGate) Monitor.PulseAll(_readerGate);
        lock (_writerGate) Monitor.PulseAll(_writerGate);
    }
}
