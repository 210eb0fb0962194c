using MultifdBench.Codecs.Pieces;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Streaming;

/// <summary>Restores the pages of <see cref="PieceCompressor"/>'s payloads.</summary>
/// <param name="method">The method's name, for messages.</param>
/// <param name="codec">The channel's; owned.</param>
/// <param name="streams">How packets are split.</param>
internal sealed class PieceDecompressor(string method, IPieceDecompressor codec, PacketStreams streams) : IPacketDecompressor
{
    // Pieces of several pages are restored here, since a packet's pages lie apart; a piece of one page goes straight into the guest.
    private readonly byte[] _pages = GC.AllocateUninitializedArray<byte>(streams.PagesPerStream == 1 ? 0 : streams.BytesPerStream);

    public int MaxPayloadBytes => PieceCompressor.MaxBytes;

    public long? NativeBytes => codec.NativeBytes;

    public void Decompress(IPayloadReader payload, PacketPages pages)
    {
        PayloadPieces pieces = new(method, payload, pages, streams, MaxPayloadBytes);
        while (pieces.Next(spareBytes: 0, out ReadOnlySpan<byte> piece, out PacketPages own)) Restore(piece, own, pieces);
    }

    public void Dispose() => codec.Dispose();

    private void Restore(ReadOnlySpan<byte> piece, PacketPages pages, PayloadPieces pieces)
    {
        Span<byte> restored = streams.PagesPerStream == 1 ? pages[0] : _pages.AsSpan(0, pages.LengthBytes);
        // As long as its pages: it is the pages.
        if (piece.Length == restored.Length) piece.CopyTo(restored);
        else if (codec.Decompress(piece, restored) is { } problem) throw pieces.Refusal(problem);
        if (streams.PagesPerStream == 1) return;
        pages.CopyFrom(restored);
    }
}
