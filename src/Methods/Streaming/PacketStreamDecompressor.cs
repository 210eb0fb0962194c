using System.Buffers;
using MultifdBench.Codecs;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Streaming;

/// <summary>
/// The other end of <see cref="PacketStreamCompressor"/>. Each page is decoded into its own span, so no payload can write elsewhere;
/// the payload must give exactly the pages, be used up, and end where the sender flushed.
/// </summary>
/// <param name="method">The method's name, for messages.</param>
/// <param name="stream">The channel's stream; owned.</param>
internal sealed class PacketStreamDecompressor(string method, IStreamDecompressor stream) : IPacketDecompressor
{
    // Output of this byte is one too many.
    private readonly byte[] _probe = new byte[1];

    /// <summary>QEMU's receive buffer: twice the pages of a packet.</summary>
    public int MaxPayloadBytes => 2 * PacketHeader.PagesPerPacket * Page.SizeBytes;

    public long? NativeBytes => stream.NativeBytes;

    public void Decompress(IPayloadReader payload, PacketPages pages)
    {
        if (payload.LengthBytes > MaxPayloadBytes)
            throw new PayloadException($"{method}: expected at most {MaxPayloadBytes} payload bytes, found {payload.LengthBytes}");
        ReadOnlySpan<byte> rest = payload.ReadAll();
        for (int i = 0; i < pages.Count; i++) rest = DecompressPage(rest, pages, i);
        DemandEnd(rest, pages);
    }

    public void Dispose() => stream.Dispose();

    private ReadOnlySpan<byte> DecompressPage(ReadOnlySpan<byte> rest, PacketPages pages, int index)
    {
        OperationStatus status = stream.Decompress(rest, pages[index], out int consumed, out int written);
        if (status == OperationStatus.Done) return rest[consumed..];
        long found = ((long)index * Page.SizeBytes) + written;
        throw status == OperationStatus.InvalidData
            ? new PayloadException(
                $"{method}: expected {pages.LengthBytes} bytes for {pages.Count} page(s), found corrupt data after {found}")
            : new PayloadException($"{method}: expected {pages.LengthBytes} bytes for {pages.Count} page(s), found {found}");
    }

    /// <summary>Nothing may be left over, in the payload or in the codec, and the sender's flush must be there.</summary>
    private void DemandEnd(ReadOnlySpan<byte> rest, PacketPages pages)
    {
        if (rest.IsEmpty && stream.Position == StreamPosition.FlushPoint) return;
        OperationStatus status = stream.Decompress(rest, _probe, out int consumed, out int written);
        if (written > 0)
            throw new PayloadException($"{method}: expected {pages.LengthBytes} bytes for {pages.Count} page(s), found more");
        if (status == OperationStatus.InvalidData)
            throw new PayloadException($"{method}: expected the payload to end after {pages.Count} page(s), found corrupt data at its end");
        if (consumed != rest.Length || stream.Position != StreamPosition.FlushPoint)
            throw new PayloadException($"{method}: expected a flush at the end of the payload, found {Describe(stream.Position)}");
    }

    private static string Describe(StreamPosition position) =>
        position == StreamPosition.End ? "the end of the stream" : "an unfinished block";
}
