using MultifdBench.Codecs.Lz4;
using MultifdBench.Guest;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Lz4;

/// <summary>Restores the pages of <see cref="Lz4PieceCompressor"/>'s payloads.</summary>
/// <param name="lz4">The library that runs.</param>
/// <param name="streams">How packets are split.</param>
internal sealed class Lz4PieceDecompressor(ILz4Codec lz4, PacketStreams streams) : IPacketDecompressor
{
    // Pieces of several pages are restored here, since a packet's pages lie apart; a piece of one page goes straight into the guest.
    private readonly byte[] _pages = GC.AllocateUninitializedArray<byte>(streams.PagesPerStream == 1 ? 0 : streams.BytesPerStream);

    public int MaxPayloadBytes => (sizeof(uint) * PacketHeader.PagesPerPacket) + (PacketHeader.PagesPerPacket * Page.SizeBytes);

    public long? NativeBytes => 0;

    public void Decompress(IPayloadReader payload, PacketPages pages)
    {
        Lz4Pieces pieces = new(payload, pages, streams, MaxPayloadBytes);
        while (pieces.Next(spareBytes: 0, out ReadOnlySpan<byte> piece, out PacketPages own)) Restore(piece, own, pieces);
    }

    public void Dispose()
    {
    }

    private void Restore(ReadOnlySpan<byte> piece, PacketPages pages, Lz4Pieces pieces)
    {
        Span<byte> restored = streams.PagesPerStream == 1 ? pages[0] : _pages.AsSpan(0, pages.LengthBytes);
        // As long as its pages: it is the pages.
        if (piece.Length == restored.Length) piece.CopyTo(restored);
        else if (Lz4Block.Problem(piece, restored.Length, historyBytes: 0) is { } problem) throw pieces.Refusal(problem);
        else if (lz4.Decompress(piece, restored, []) is var length && length != restored.Length)
            throw pieces.Refusal($"what {lz4.Library} refuses ({length})");
        if (streams.PagesPerStream == 1) return;
        pages.CopyFrom(restored);
    }
}
