namespace MultifdBench.Multifd.Transport;

/// <summary>One end of a connection inside the process: two pipes, one each way.</summary>
public sealed class MemoryConnection : IConnection
{
    private readonly MemoryPipe _outgoing;
    private readonly MemoryPipe _incoming;
    private long _sent;

    private MemoryConnection(MemoryPipe outgoing, MemoryPipe incoming)
    {
        _outgoing = outgoing;
        _incoming = incoming;
    }

    /// <inheritdoc/>
    public long CountedBytes => Volatile.Read(ref _sent);

    /// <inheritdoc/>
    public bool LendsPages => true;

    /// <summary>Two connected ends.</summary>
    public static (IConnection Source, IConnection Destination) CreatePair()
    {
        MemoryPipe forth = new();
        MemoryPipe back = new();
        return (new MemoryConnection(forth, back), new MemoryConnection(back, forth));
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> data)
    {
        _outgoing.Write(data);
        Volatile.Write(ref _sent, _sent + data.Length);
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<IoVector> parts)
    {
        _outgoing.Write(parts);
        Count(parts);
    }

    /// <inheritdoc/>
    public void SendPages(ReadOnlySpan<IoVector> headerAndPages)
    {
        _outgoing.WriteLending(headerAndPages);
        Count(headerAndPages);
    }

    /// <inheritdoc/>
    public void TakeBack() => _outgoing.TakeBack();

    /// <inheritdoc/>
    public int Receive(Span<byte> buffer) => _incoming.Read(buffer);

    /// <inheritdoc/>
    public int ReceiveSome(Span<byte> buffer) => _incoming.ReadSome(buffer);

    /// <inheritdoc/>
    public void CloseSend() => _outgoing.Close();

    /// <inheritdoc/>
    public void Abort()
    {
        _outgoing.Abort();
        _incoming.Abort();
    }

    /// <summary>Closes this end: the peer reads what was sent and then the end of the stream; its own sends fail.</summary>
    public void Dispose()
    {
        _outgoing.Close();
        _incoming.Abort();
    }

    private void Count(ReadOnlySpan<IoVector> parts)
    {
        long bytes = 0;
        foreach (IoVector part in parts) bytes += (long)part.LengthBytes;
        Volatile.Write(ref _sent, _sent + bytes);
    }
}
