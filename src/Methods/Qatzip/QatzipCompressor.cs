using MultifdBench.Accelerators.Qatzip;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Qatzip;

/// <summary>All pages of a packet copied into one buffer, then one call [QEMU multifd-qatzip.c].</summary>
internal sealed class QatzipCompressor(QatzipSession session, SoftwareCalls softwareCalls) : IPacketCompressor
{
    private readonly byte[] _source = GC.AllocateUninitializedArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes, pinned: true);

    public int MaxPayloadBytes { get; } = session.MaxCompressedBytes(PacketHeader.PagesPerPacket * Page.SizeBytes);

    public void Compress(PacketPages pages, PacketPayload payload)
    {
        pages.CopyTo(_source);
        int length = session.Compress(_source.AsSpan(0, pages.LengthBytes), payload.Buffer, out bool inSoftware);
        softwareCalls.Note(inSoftware);
        payload.UseBuffer(length);
    }

    public void Dispose() => session.Dispose();
}
