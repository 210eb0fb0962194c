using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Destination;

/// <summary>The payload of the packet at hand, read from the channel's connection at most once.</summary>
internal sealed class PayloadReader(IConnection connection, int maxPayloadBytes) : IPayloadReader
{
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(maxPayloadBytes, pinned: true);
    private bool _isRead;

    public int LengthBytes { get; private set; }

    /// <summary>A new payload begins on the wire.</summary>
    /// <exception cref="WireException">It is longer than any packet of the method can be.</exception>
    public void Begin(int lengthBytes)
    {
        if (lengthBytes > _buffer.Length)
            throw new WireException($"next_packet_size is {lengthBytes}, at most {_buffer.Length} is possible with this method");
        LengthBytes = lengthBytes;
        _isRead = false;
    }

    /// <summary>The method has restored the pages; it must have read the payload.</summary>
    public void End()
    {
        if (!_isRead) throw new InvalidOperationException("The method left its payload on the wire.");
    }

    public ReadOnlySpan<byte> ReadAll()
    {
        _isRead = true;
        Span<byte> payload = _buffer.AsSpan(0, LengthBytes);
        Receive(payload);
        return payload;
    }

    public void ReadInto(PacketPages pages)
    {
        if (pages.LengthBytes != LengthBytes)
            throw new PayloadException($"payload is {LengthBytes} bytes, expected {pages.LengthBytes} for {pages.Count} pages");
        _isRead = true;
        for (int first = 0; first < pages.Count;)
        {
            int next = first + 1;
            while (next < pages.Count && pages.Address(next) == pages.Address(next - 1) + Page.SizeBytes) next++;
            Receive(pages.Run(first, next - first));
            first = next;
        }
    }

    private void Receive(Span<byte> bytes)
    {
        int received = connection.Receive(bytes);
        if (received < bytes.Length) throw new WireException($"the connection ended inside a payload of {LengthBytes} bytes");
    }
}
