using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Qpl;

/// <summary>
/// <c>zlib</c> on accelerator <c>qpl</c>, the series' third version: each packet is one raw deflate stream with a 4 KiB window, without a
/// sync flush. Not decodable as the channel-long zlib stream of accelerator <c>none</c>, nor the other way round.
/// </summary>
internal sealed class QplStreamMethod(string name, uint wireFlag, DeflateMode huffman, DeflateEngine engine) : IMultifdMethod
{
    public string Name => name;

    public uint WireFlag => wireFlag;

    public MethodFacts Facts { get; } = new("qpl", engine.Path, QplOptions.Huffman.TextOf(huffman), null, Streams: 1, engine.Library);

    public string Remarks => engine.Remarks;

    public IPacketCompressor CreateCompressor() => new Compressor(engine.CreateDeflateJobs(huffman, null, slots: 1));

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) =>
        new Decompressor(engine.CreateInflateJobs(null, slots: 1));

    private static byte[] PacketBuffer() => GC.AllocateUninitializedArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes, pinned: true);

    private sealed class Compressor(IDeflateJobs jobs) : IPacketCompressor
    {
        private readonly byte[] _source = PacketBuffer();

        public int MaxPayloadBytes => DeflateEngine.MaxPacketStreamBytes;

        public long? NativeBytes => jobs.NativeBytes;

        public void Compress(PacketPages pages, PacketPayload payload)
        {
            pages.CopyTo(_source);
            jobs.Submit(0, _source.AsSpan(0, pages.LengthBytes), payload.Buffer, payload);
            int length = jobs.Wait(0);
            if (length < 0) throw new InvalidOperationException("A stored stream is never longer than the buffer.");
            payload.UseBuffer(length);
        }

        public void Dispose() => jobs.Dispose();
    }

    private sealed unsafe class Decompressor(IInflateJobs jobs) : IPacketDecompressor
    {
        private readonly byte[] _pages = PacketBuffer();

        public int MaxPayloadBytes => DeflateEngine.MaxPacketStreamBytes;

        public long? NativeBytes => jobs.NativeBytes;

        public void Decompress(IPayloadReader payload, PacketPages pages)
        {
            ReadOnlySpan<byte> stream = payload.ReadAll();
            if (stream.IsEmpty) throw new PayloadException("the payload is empty");
            Span<byte> restored = _pages.AsSpan(0, pages.LengthBytes);
            // The job knows an address: see QplDecompressor.
            fixed (byte* held = stream)
            {
                jobs.Submit(0, stream, restored, _pages);
                if (jobs.Wait(0) is { } problem) throw new PayloadException(problem);
            }

            pages.CopyFrom(restored);
        }

        public void Dispose() => jobs.Dispose();
    }
}
