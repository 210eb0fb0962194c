using System.Buffers.Binary;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Qpl;

/// <summary>
/// QEMU's qpl payload [QEMU multifd-qpl.c]: a table of big-endian lengths, one for each stream, then the streams back to back. A stream
/// that would not shrink is sent as raw pages, and its length says so by being theirs.
/// </summary>
internal sealed class QplCompressor(IDeflateJobs jobs, PacketStreams streams) : IPacketCompressor
{
    // Jobs write where they are told at once, wherever the streams before them end; the streams are moved together afterwards.
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes, pinned: true);
    private readonly byte[] _sources = GC.AllocateUninitializedArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes, pinned: true);

    public int MaxPayloadBytes => (sizeof(uint) * PacketHeader.PagesPerPacket) + (PacketHeader.PagesPerPacket * Page.SizeBytes);

    public long? NativeBytes => jobs.NativeBytes;

    public void Compress(PacketPages pages, PacketPayload payload)
    {
        int count = streams.Count(pages.Count);
        for (int i = 0; i < count; i++)
        {
            Span<byte> source = CopySource(pages, i);
            jobs.Submit(i, source, _scratch.AsSpan(i * streams.BytesPerStream, source.Length - 1), _scratch);
        }

        Span<byte> buffer = payload.Buffer;
        int position = sizeof(uint) * count;
        for (int i = 0; i < count; i++)
        {
            int length = Collect(i, streams.PagesOf(i, pages.Count) * Page.SizeBytes, buffer[position..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[(sizeof(uint) * i)..], length);
            if (streams.PagesPerStream == 1) payload.NotePage(length);
            position += length;
        }

        payload.UseBuffer(position);
    }

    public void Dispose() => jobs.Dispose();

    /// <summary>The guest may be writing: pages are copied once, and the copy is what is compressed, or sent raw.</summary>
    private Span<byte> CopySource(PacketPages pages, int stream)
    {
        PacketPages own = streams.PagesOf(stream, pages);
        Span<byte> source = _sources.AsSpan(stream * streams.BytesPerStream, own.LengthBytes);
        own.CopyTo(source);
        return source;
    }

    private int Collect(int stream, int sourceBytes, Span<byte> destination)
    {
        int offset = stream * streams.BytesPerStream;
        int length = jobs.Wait(stream);
        bool raw = length < 0;
        if (raw) length = sourceBytes;
        (raw ? _sources : _scratch).AsSpan(offset, length).CopyTo(destination);
        return length;
    }
}
