using System.Buffers.Binary;
using MultifdBench.Codecs.Lz4;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Lz4;

/// <summary>
/// A packet is a table of big-endian lengths and as many blocks, of 16 pages each but the last. A block refers to the 64 KiB of pages that
/// the channel sent before it, in this packet and in those before.
/// </summary>
/// <param name="lz4">The channel's; owned.</param>
internal sealed class Lz4StreamCompressor(ILz4Compressor lz4) : IPacketCompressor
{
    /// <summary>
    /// How packets are cut into blocks: as many pages as a match can reach back over, so that a stream's window stays in a core's cache.
    /// </summary>
    internal static readonly PacketStreams Blocks = new(8);

    private readonly Lz4Window _window = new(Blocks.BytesPerStream);

    /// <summary>The most that a packet's table and blocks have.</summary>
    internal static int MaxBytes => Blocks.Streams * (sizeof(uint) + Lz4Codec.MaxBlockBytes(Blocks.BytesPerStream));

    public int MaxPayloadBytes => MaxBytes;

    public long? NativeBytes => lz4.NativeBytes;

    public void Compress(PacketPages pages, PacketPayload payload)
    {
        int count = Blocks.Count(pages.Count);
        Span<byte> buffer = payload.Buffer;
        int position = sizeof(uint) * count;
        for (int i = 0; i < count; i++)
        {
            Span<byte> source = CopySource(Blocks.PagesOf(i, pages));
            int length = lz4.CompressNext(source, buffer[position..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[(sizeof(uint) * i)..], length);
            position += length;
        }

        payload.UseBuffer(position);
    }

    public void Dispose() => lz4.Dispose();

    /// <summary>
    /// The guest may be writing: pages are read once, and what was read is what the destination gets and later blocks refer to.
    /// </summary>
    private Span<byte> CopySource(PacketPages pages)
    {
        Span<byte> source = _window.Next(pages.LengthBytes, out _);
        pages.CopyTo(source);
        return source;
    }
}
