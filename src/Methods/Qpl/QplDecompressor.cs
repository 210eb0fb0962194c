using System.Buffers.Binary;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Qpl;

/// <summary>Restores the pages of <see cref="QplCompressor"/>'s payloads; every length is checked before it is used.</summary>
internal sealed class QplDecompressor(PacketStreams streams, CannedTable? table) : IPacketDecompressor
{
    private readonly PageInflater _inflater = new(PageInflater.IaaWindowBytes, table);
    private readonly byte[] _pages = new byte[streams.BytesPerStream];

    public int MaxPayloadBytes => (sizeof(uint) * PacketHeader.PagesPerPacket) + (PacketHeader.PagesPerPacket * Page.SizeBytes);

    public void Decompress(IPayloadReader payload, PacketPages pages)
    {
        if (payload.LengthBytes > MaxPayloadBytes)
            throw new PayloadException($"payload is {payload.LengthBytes} bytes, at most {MaxPayloadBytes} are possible");
        ReadOnlySpan<byte> bytes = payload.ReadAll();
        int count = streams.Count(pages.Count);
        int position = sizeof(uint) * count;
        if (bytes.Length < position) throw new PayloadException($"payload of {bytes.Length} bytes has no room for the lengths of {count} streams");
        for (int i = 0; i < count; i++)
        {
            int pageCount = streams.PagesOf(i, pages.Count);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[(sizeof(uint) * i)..]);
            if (length == 0 || length > pageCount * Page.SizeBytes || length > bytes.Length - position)
                throw new PayloadException($"stream {i} of {count} has length {length}: {pageCount * Page.SizeBytes} is the most, and {bytes.Length - position} bytes are left");
            Restore(bytes.Slice(position, (int)length), pages.Slice(i * streams.PagesPerStream, pageCount), i);
            position += (int)length;
        }

        if (position != bytes.Length) throw new PayloadException($"payload has {bytes.Length} bytes, its streams {position}");
    }

    public void Dispose()
    {
        // The codec has no native memory.
    }

    private void Restore(ReadOnlySpan<byte> stream, PacketPages pages, int index)
    {
        if (pages.Count == 1)
        {
            Inflate(stream, pages[0], index);
            return;
        }

        Span<byte> restored = _pages.AsSpan(0, pages.LengthBytes);
        Inflate(stream, restored, index);
        for (int i = 0; i < pages.Count; i++) restored.Slice(i * Page.SizeBytes, Page.SizeBytes).CopyTo(pages[i]);
    }

    private void Inflate(ReadOnlySpan<byte> stream, Span<byte> destination, int index)
    {
        if (stream.Length == destination.Length)
        {
            stream.CopyTo(destination);
            return;
        }

        InflateStatus status = _inflater.Decompress(stream, destination, out int consumed, out int written);
        if (status != InflateStatus.Done) throw new PayloadException($"stream {index}: {status.Describe()}");
        if (written != destination.Length || consumed != stream.Length)
            throw new PayloadException($"stream {index}: {consumed} of {stream.Length} bytes became {written}, expected {destination.Length}");
    }
}
