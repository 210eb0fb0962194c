using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Multifd;

/// <summary>Keeps what the source sends: connection 0 is the main one, the others are channels in id order.</summary>
internal sealed class RecordingTransport : ITransport
{
    private readonly List<MemoryStream> _sent = [];

    public byte[] Main => _sent[0].ToArray();

    public byte[][] Channels => [.. _sent.Skip(1).Select(bytes => bytes.ToArray())];

    public (IConnection Source, IConnection Destination) Connect()
    {
        (IConnection source, IConnection destination) = MemoryConnection.CreatePair();
        MemoryStream sent = new();
        _sent.Add(sent);
        return (new Recorder(source, sent), destination);
    }

    public void Dispose()
    {
    }

    private sealed class Recorder(IConnection inner, MemoryStream sent) : IConnection
    {
        public long CountedBytes => inner.CountedBytes;

        public void Send(ReadOnlySpan<byte> data)
        {
            sent.Write(data);
            inner.Send(data);
        }

        public unsafe void Send(ReadOnlySpan<IoVector> parts)
        {
            foreach (IoVector part in parts) Send(new ReadOnlySpan<byte>((void*)part.Address, (int)part.LengthBytes));
        }

        public int Receive(Span<byte> buffer) => inner.Receive(buffer);

        public int ReceiveSome(Span<byte> buffer) => inner.ReceiveSome(buffer);

        public void CloseSend() => inner.CloseSend();

        public void Abort() => inner.Abort();

        public void Dispose() => inner.Dispose();
    }
}
