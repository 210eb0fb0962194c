using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.None;

/// <summary>
/// Reads pages from the transport to where they belong. QEMU does not check the length; nothing else here could be wrong.
/// </summary>
internal sealed class NoneDecompressor : IPacketDecompressor
{
    public int MaxPayloadBytes => PacketHeader.PagesPerPacket * Page.SizeBytes;

    public long? NativeBytes => 0;

    public void Decompress(IPayloadReader payload, PacketPages pages)
    {
        if (payload.LengthBytes != pages.LengthBytes)
            throw new PayloadException($"none: expected {pages.LengthBytes} bytes for {pages.Count} page(s), found {payload.LengthBytes}");
        payload.ReadInto(pages);
    }

    public void Dispose()
    {
    }
}
