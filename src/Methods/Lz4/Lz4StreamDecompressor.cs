using MultifdBench.Codecs.Lz4;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Lz4;

/// <summary>
/// The other end of <see cref="Lz4StreamCompressor"/>. Blocks refer to pages as they arrived and not as the guest has them by now, so pages
/// are restored in a window of the channel's own.
/// </summary>
/// <param name="lz4">The library that runs.</param>
internal sealed class Lz4StreamDecompressor(ILz4Codec lz4) : IPacketDecompressor
{
    // A block that does not shrink is a block all the same, since later ones refer to its pages.
    private static readonly int SpareBytes =
        Lz4Codec.MaxBlockBytes(Lz4StreamCompressor.Blocks.BytesPerStream) - Lz4StreamCompressor.Blocks.BytesPerStream;

    private readonly Lz4Window _window = new(Lz4StreamCompressor.Blocks.BytesPerStream);

    public int MaxPayloadBytes => Lz4StreamCompressor.MaxBytes;

    public long? NativeBytes => 0;

    public void Decompress(IPayloadReader payload, PacketPages pages)
    {
        PayloadPieces pieces = new(Lz4Definition.MethodName, payload, pages, Lz4StreamCompressor.Blocks, MaxPayloadBytes);
        while (pieces.Next(SpareBytes, out ReadOnlySpan<byte> block, out PacketPages own)) Restore(block, own, pieces);
    }

    public void Dispose()
    {
    }

    private void Restore(ReadOnlySpan<byte> block, PacketPages pages, PayloadPieces pieces)
    {
        Span<byte> restored = _window.Next(pages.LengthBytes, out ReadOnlySpan<byte> history);
        if (Lz4Block.Problem(block, restored.Length, history.Length) is { } problem) throw pieces.Refusal(problem);
        int length = lz4.Decompress(block, restored, history);
        if (length != restored.Length) throw pieces.Refusal($"what {lz4.Library} refuses ({length})");
        pages.CopyFrom(restored);
    }
}
