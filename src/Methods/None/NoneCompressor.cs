using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.None;

/// <summary>The payload is the pages themselves: the transport reads each byte once, straight from guest memory.</summary>
internal sealed class NoneCompressor : IPacketCompressor
{
    public int MaxPayloadBytes => PacketHeader.PagesPerPacket * Page.SizeBytes;

    public long? NativeBytes => 0;

    public void Compress(PacketPages pages, PacketPayload payload) => payload.UsePages(pages);

    public void Dispose()
    {
    }
}
