using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Qpl;

/// <summary>
/// <c>zlib</c> on accelerator <c>qpl</c>, the series' third version: each packet is one raw deflate stream with a 4 KiB window, without a sync
/// flush. Not decodable as the channel-long zlib stream of accelerator <c>none</c>, nor the other way round.
/// </summary>
internal sealed class QplStreamMethod(QplHuffman huffman) : IMultifdMethod
{
    /// <summary>Whether this host can run deflate jobs on the path that a request asks for, whichever method they are for.</summary>
    public static Availability Probe(MethodRequest request) => request.QplPath == QplPath.Hardware
        ? Availability.No("no IAA device can be used by this build", "use --qpl-path software, which makes the same bit stream on the CPU")
        : Availability.Yes;

    public string Name => "zlib";

    public uint WireFlag => PacketFlags.Zlib;

    public MethodFacts Facts { get; } = new("qpl", "software", QplNames.Of(huffman), null, Streams: 1, DeflateLibrary.Name);

    public IPacketCompressor CreateCompressor() => new Compressor(new PageDeflater(QplNames.ModeOf(huffman)));

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) => new Decompressor();

    private sealed class Compressor(PageDeflater deflater) : IPacketCompressor
    {
        private readonly byte[] _source = GC.AllocateUninitializedArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes);

        public int MaxPayloadBytes { get; } = PageDeflater.MaxOutputBytes(PacketHeader.PagesPerPacket * Page.SizeBytes);

        public void Compress(PacketPages pages, PacketPayload payload)
        {
            for (int i = 0; i < pages.Count; i++) pages[i].CopyTo(_source.AsSpan(i * Page.SizeBytes));
            int length = deflater.Compress(_source.AsSpan(0, pages.LengthBytes), payload.Buffer);
            if (length < 0) throw new InvalidOperationException("A stored stream is never longer than the buffer.");
            payload.UseBuffer(length);
        }

        public void Dispose()
        {
            // The codec has no native memory.
        }
    }

    private sealed class Decompressor : IPacketDecompressor
    {
        private readonly PageInflater _inflater = new(PageInflater.IaaWindowBytes);
        private readonly byte[] _pages = GC.AllocateUninitializedArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes);

        public int MaxPayloadBytes { get; } = PageDeflater.MaxOutputBytes(PacketHeader.PagesPerPacket * Page.SizeBytes);

        public void Decompress(IPayloadReader payload, PacketPages pages)
        {
            ReadOnlySpan<byte> stream = payload.ReadAll();
            Span<byte> restored = _pages.AsSpan(0, pages.LengthBytes);
            InflateStatus status = _inflater.Decompress(stream, restored, out int consumed, out int written);
            if (status != InflateStatus.Done) throw new PayloadException(status.Describe());
            if (written != restored.Length || consumed != stream.Length)
                throw new PayloadException($"{consumed} of {stream.Length} bytes became {written}, expected {restored.Length}");
            for (int i = 0; i < pages.Count; i++) restored.Slice(i * Page.SizeBytes, Page.SizeBytes).CopyTo(pages[i]);
        }

        public void Dispose()
        {
            // The codec has no native memory.
        }
    }
}
