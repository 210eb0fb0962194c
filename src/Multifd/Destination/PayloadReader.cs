using System.Runtime.InteropServices;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Destination;

/// <summary>The payload of the packet at hand, read from the channel's connection at most once.</summary>
/// <remarks>
/// The buffer is outside the collector's heap, and the channel's thread frees it: a megabyte for each channel of each reception makes a
/// collection of everything after three of them.
/// </remarks>
internal sealed unsafe class PayloadReader(IConnection connection, int maxPayloadBytes) : IPayloadReader
{
    private byte* _buffer = (byte*)NativeMemory.Alloc((nuint)maxPayloadBytes);
    private bool _isRead;

    public int LengthBytes { get; private set; }

    /// <summary>A new payload begins on the wire.</summary>
    /// <exception cref="WireException">It is longer than any packet of the method can be.</exception>
    public void Begin(int lengthBytes)
    {
        if (lengthBytes > maxPayloadBytes)
            throw new WireException($"next_packet_size is {lengthBytes}, at most {maxPayloadBytes} is possible with this method");
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
        Span<byte> payload = new(_buffer, LengthBytes);
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

    /// <summary>Frees the buffer; nothing may be read after it.</summary>
    public void Free()
    {
        NativeMemory.Free(_buffer);
        _buffer = null;
    }

    private void Receive(Span<byte> bytes)
    {
        int received = connection.Receive(bytes);
        if (received < bytes.Length) throw new WireException($"the connection ended inside a payload of {LengthBytes} bytes");
    }
}
