using MultifdBench.Guest;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Measurement.Calibration;

/// <summary>
/// Times a method's two halves packet by packet, on the CPU clock of the thread, as a channel calls them: the median of several passes. The
/// restored pages are compared.
/// </summary>
internal static class CodecMeter
{
    private const int Passes = 3;

    // As many in turn on one core as machines with more channels than cores have: each has tables of its own, and all share the caches.
    private const int Channels = 2;

    /// <summary>The figures of one method over some packets of a guest that does not write.</summary>
    /// <param name="key">The codec's name in a scenario file.</param>
    /// <param name="method">The method; one that sends pages as they are has no figures.</param>
    /// <param name="memory">The guest's memory.</param>
    /// <param name="restored">Memory of the same layout for the restored pages.</param>
    /// <param name="packets">At least one.</param>
    public static CodecPasses Measure(string key, IMultifdMethod method, GuestMemory memory, GuestMemory restored,
        IReadOnlyList<PagePacket> packets)
    {
        ReadOnlyMemory<byte> agreement = method.CreateAgreement();
        PacketFigures[][] passes = [.. Enumerable.Range(0, Passes).Select(_ => RunPass(method, agreement, memory, restored, packets))];
        foreach (PagePacket packet in packets) Verify(key, memory.Blocks[packet.Block], restored.Blocks[packet.Block], packet.Offsets);
        return new CodecPasses(key, method.Facts.Library, [.. packets.Select(packet => packet.Offsets.Length)], passes);
    }

    private static PacketFigures[] RunPass(IMultifdMethod method, ReadOnlyMemory<byte> agreement, GuestMemory memory, GuestMemory restored,
        IReadOnlyList<PagePacket> packets)
    {
        Channel[] channels = [.. Enumerable.Range(0, Channels).Select(_ => new Channel(method, agreement))];
        try
        {
            return [.. packets.Index().Select(packet => channels[packet.Index % Channels].Pass(packet.Item, memory, restored))];
        }
        finally
        {
            foreach (Channel channel in channels) channel.Dispose();
        }
    }

    private static void Verify(string key, RamBlock source, RamBlock restored, long[] offsets)
    {
        foreach (long offset in offsets)
        {
            long page = offset >> Page.Shift;
            if (!source.GetPage(page).SequenceEqual(restored.GetPage(page)))
                throw new InvalidOperationException($"{key} has not restored page {page} of RAM block '{source.Name}'");
        }
    }

    /// <summary>Both ends of a channel, with streams and buffers of their own.</summary>
    private sealed class Channel : IDisposable
    {
        private readonly IPacketCompressor _compressor;
        private readonly IPacketDecompressor _decompressor;
        private readonly PacketPayload _payload;
        private readonly byte[] _received;

        public Channel(IMultifdMethod method, ReadOnlyMemory<byte> agreement)
        {
            _compressor = method.CreateCompressor();
            _decompressor = method.CreateDecompressor(agreement);
            _payload = new PacketPayload(_compressor.MaxPayloadBytes);
            _received = GC.AllocateUninitializedArray<byte>(_compressor.MaxPayloadBytes, pinned: true);
        }

        public PacketFigures Pass(PagePacket packet, GuestMemory memory, GuestMemory restored)
        {
            _payload.Clear();
            long start = ThreadCpuClock.NowNs();
            _compressor.Compress(new PacketPages(memory.Blocks[packet.Block], packet.Offsets), _payload);
            long compressNs = ThreadCpuClock.NowNs() - start;
            if (_payload.IsPages) throw new ArgumentException("a method that compresses nothing has no figures");
            _payload.Bytes.CopyTo(_received);
            PacketReader reader = new(_received, _payload.LengthBytes);
            start = ThreadCpuClock.NowNs();
            _decompressor.Decompress(reader, new PacketPages(restored.Blocks[packet.Block], packet.Offsets));
            return new PacketFigures(compressNs, ThreadCpuClock.NowNs() - start, _payload.LengthBytes);
        }

        public void Dispose()
        {
            _compressor.Dispose();
            _decompressor.Dispose();
        }
    }

    private sealed class PacketReader(byte[] bytes, int lengthBytes) : IPayloadReader
    {
        public int LengthBytes => lengthBytes;

        public ReadOnlySpan<byte> ReadAll() => bytes.AsSpan(0, lengthBytes);

        public void ReadInto(PacketPages pages) => throw new NotSupportedException("only methods that compress are measured");
    }
}
