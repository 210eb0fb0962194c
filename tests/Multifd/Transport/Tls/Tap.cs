using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Multifd.Transport.Tls;

/// <summary>A connection in memory that keeps what is sent on the wire, and in which order the two ends spoke.</summary>
internal sealed class Tap : IConnection
{
    private static int Clock;

    private readonly IConnection _inner;
    private readonly MemoryStream _sent = new();

    private Tap(IConnection inner) => _inner = inner;

    public byte[] Sent => _sent.ToArray();

    /// <summary>When it last sent, on a clock that both ends share.</summary>
    public int LastSent { get; private set; }

    public long CountedBytes => _inner.CountedBytes;

    public static (Tap Source, Tap Destination) CreatePair()
    {
        (IConnection source, IConnection destination) = MemoryConnection.CreatePair();
        return (new Tap(source), new Tap(destination));
    }

    public void Send(ReadOnlySpan<byte> data)
    {
        _sent.Write(data);
        LastSent = Interlocked.Increment(ref Clock);
        _inner.Send(data);
    }

    public unsafe void Send(ReadOnlySpan<IoVector> parts)
    {
        foreach (IoVector part in parts) Send(new ReadOnlySpan<byte>((void*)part.Address, (int)part.LengthBytes));
    }

    public int Receive(Span<byte> buffer) => _inner.Receive(buffer);

    public int ReceiveSome(Span<byte> buffer) => _inner.ReceiveSome(buffer);

    public void CloseSend() => _inner.CloseSend();

    public void Abort() => _inner.Abort();

    public void Dispose() => _inner.Dispose();
}
