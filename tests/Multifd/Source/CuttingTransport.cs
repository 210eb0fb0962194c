using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Multifd.Source;

/// <summary>Connections whose destination dies after it has received a number of bytes on one of them.</summary>
internal sealed class CuttingTransport(ITransport inner, int victim, long bytes) : ITransport
{
    private int _connected;

    public (IConnection Source, IConnection Destination) Connect()
    {
        (IConnection source, IConnection destination) = inner.Connect();
        return _connected++ == victim ? (source, new DyingConnection(destination, bytes)) : (source, destination);
    }

    public void Dispose() => inner.Dispose();

    private sealed class DyingConnection(IConnection inner, long left) : IConnection
    {
        private long _left = left;

        public long CountedBytes => inner.CountedBytes;

        public void Send(ReadOnlySpan<byte> data) => inner.Send(data);

        public void Send(ReadOnlySpan<IoVector> parts) => inner.Send(parts);

        public int Receive(Span<byte> buffer)
        {
            int received = inner.Receive(buffer[..(int)Math.Min(buffer.Length, _left)]);
            Die(received);
            return received;
        }

        public int ReceiveSome(Span<byte> buffer)
        {
            int received = inner.ReceiveSome(buffer[..(int)Math.Min(buffer.Length, Math.Max(_left, 1))]);
            Die(received);
            return received;
        }

        public void CloseSend() => inner.CloseSend();

        public void Abort() => inner.Abort();

        public void Dispose() => inner.Dispose();

        private void Die(int received)
        {
            _left -= received;
            if (_left <= 0) throw new ConnectionException("the destination's host is gone");
        }
    }
}
