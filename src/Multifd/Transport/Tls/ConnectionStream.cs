namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>
/// A connection as the stream that TLS is spoken on. All calls block, the asynchronous ones too, so that they are complete when they
/// return and all work is done by the calling thread, whose CPU time is measured.
/// </summary>
/// <param name="connection">The connection; not owned.</param>
internal sealed class ConnectionStream(IConnection connection) : Stream
{
    private int _first = -1;
    private int _second = -1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the peer has said something that is not TLS.</summary>
    public bool IsForeign =>
        _first >= 0 && (!TlsRecord.MayBe((byte)_first) || (_second >= 0 && !TlsRecord.MayBeSecond((byte)_second)));

    /// <summary>Whether the peer has said nothing at all.</summary>
    public bool IsSilent => _first < 0;

    public override int Read(Span<byte> buffer)
    {
        int received = connection.ReceiveSome(buffer);
        for (int i = 0; _second < 0 && i < received; i++)
        {
            if (_first < 0) _first = buffer[i];
            else _second = buffer[i];
        }

        return received;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => connection.Send(buffer);

    public override void Write(byte[] buffer, int offset, int count) => connection.Send(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        connection.Send(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
