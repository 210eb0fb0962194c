using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Multifd;

/// <summary>A connection whose peer has already sent everything: recorded or hand-made bytes, then the end of the stream.</summary>
/// <param name="incoming">The bytes.</param>
/// <param name="pieceBytes">
/// The most that <see cref="ReceiveSome"/> gives at once; few, so that readers meet every place to go on at.
/// </param>
internal sealed class ByteConnection(byte[] incoming, int pieceBytes = 7) : IConnection
{
    private readonly MemoryStream _sent = new();
    private int _position;
    private volatile bool _aborted;

    public byte[] Sent => _sent.ToArray();

    public long CountedBytes => _sent.Length;

    public void Send(ReadOnlySpan<byte> data)
    {
        ThrowIfAborted();
        _sent.Write(data);
    }

    public unsafe void Send(ReadOnlySpan<IoVector> parts)
    {
        foreach (IoVector part in parts) Send(new ReadOnlySpan<byte>((void*)part.Address, (int)part.LengthBytes));
    }

    public int Receive(Span<byte> buffer)
    {
        ThrowIfAborted();
        int count = Math.Min(buffer.Length, incoming.Length - _position);
        incoming.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public int ReceiveSome(Span<byte> buffer) => Receive(buffer[..Math.Min(buffer.Length, pieceBytes)]);

    public void CloseSend()
    {
    }

    public void Abort() => _aborted = true;

    public void Dispose()
    {
    }

    private void ThrowIfAborted()
    {
        if (_aborted) throw new ConnectionException("the connection was broken");
    }
}
