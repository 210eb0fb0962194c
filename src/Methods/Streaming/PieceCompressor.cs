using System.Buffers.Binary;
using MultifdBench.Codecs.Pieces;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Streaming;

/// <summary>
/// A packet is a table of big-endian lengths, one for each stream, then the streams back to back, laid out as those of method qpl. Each
/// stream is a piece that is independent of all others; one that would not shrink is its pages as they are, and its length says so by being
/// theirs.
/// </summary>
/// <param name="codec">The channel's; owned.</param>
/// <param name="streams">How packets are split.</param>
internal sealed class PieceCompressor(IPieceCompressor codec, PacketStreams streams) : IPacketCompressor
{
    private readonly byte[] _source = GC.AllocateUninitializedArray<byte>(streams.BytesPerStream, pinned: true);

    /// <summary>The most that a packet's table and pieces have.</summary>
    internal static int MaxBytes => (sizeof(uint) * PacketHeader.PagesPerPacket) + (PacketHeader.PagesPerPacket * Page.SizeBytes);

    public int MaxPayloadBytes => MaxBytes;

    public long? NativeBytes => codec.NativeBytes;

    public void Compress(PacketPages pages, PacketPayload payload)
    {
        int count = streams.Count(pages.Count);
        Span<byte> buffer = payload.Buffer;
        int position = sizeof(uint) * count;
        for (int i = 0; i < count; i++)
        {
            Span<byte> source = CopySource(streams.PagesOf(i, pages));
            int length = codec.Compress(source, buffer.Slice(position, source.Length - 1));
            if (length == 0)
            {
                source.CopyTo(buffer[position..]);
                length = source.Length;
            }

            BinaryPrimitives.WriteInt32BigEndian(buffer[(sizeof(uint) * i)..], length);
            if (streams.PagesPerStream == 1) payload.NotePage(length);
            position += length;
        }

        payload.UseBuffer(position);
    }

    public void Dispose() => codec.Dispose();

    /// <summary>The guest may be writing: pages are copied once, and the copy is what is compressed, or sent as it is.</summary>
    private Span<byte> CopySource(PacketPages pages)
    {
        pages.CopyTo(_source);
        return _source.AsSpan(0, pages.LengthBytes);
    }
}
