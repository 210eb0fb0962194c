using System.Buffers;
using System.Diagnostics;
using MultifdBench.Codecs;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Streaming;

/// <summary>
/// One compression stream for all packets of a channel: page after page goes in, the last one with a flush, so that each packet can be
/// decoded when it arrives and still refers to the packets before it [QEMU multifd-zlib.c, multifd-zstd.c].
/// </summary>
internal sealed class PacketStreamCompressor(IStreamCompressor stream) : IPacketCompressor
{
    // The guest may write a page while it is compressed, and codecs read their input more than once; the copy is read once from the guest.
    private readonly byte[] _page = GC.AllocateUninitializedArray<byte>(Page.SizeBytes, pinned: true);

    public int MaxPayloadBytes { get; } = stream.MaxOutputBytes(PacketHeader.PagesPerPacket * Page.SizeBytes);

    public long? NativeBytes => stream.NativeBytes;

    public void Compress(PacketPages pages, PacketPayload payload)
    {
        Span<byte> buffer = payload.Buffer;
        int length = 0;
        for (int i = 0; i < pages.Count; i++)
        {
            pages[i].CopyTo(_page);
            StreamFlush flush = i == pages.Count - 1 ? StreamFlush.Sync : StreamFlush.None;
            OperationStatus status = stream.Compress(_page, buffer[length..], flush, out _, out int written);
            if (status != OperationStatus.Done)
                throw new UnreachableException(
                    $"A packet fits {MaxPayloadBytes} bytes, but page {i} of {pages.Count} gave {status} at {length}.");
            length += written;
        }

        payload.UseBuffer(length);
    }

    public void Dispose() => stream.Dispose();
}
