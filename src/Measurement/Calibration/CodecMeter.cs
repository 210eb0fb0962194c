using MultifdBench.Guest;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Measurement.Calibration;

/// <summary>Pages of one packet: offsets in a RAM block.</summary>
/// <param name="Block">Index of the block.</param>
/// <param name="Offsets">1 to 128 byte offsets.</param>
internal sealed record PagePacket(int Block, long[] Offsets);

/// <summary>
/// Times a method's two halves packet by packet, on the CPU clock of the thread, as a channel calls them: the median of several passes. The restored
/// pages are compared.
/// </summary>
internal static class CodecMeter
{
    private const int Passes = 3;

    /// <summary>The figures of one method over some packets of a guest that does not write.</summary>
    /// <param name="key">The codec's name in a scenario file.</param>
    /// <param name="method">The method; one that sends pages as they are has no figures.</param>
    /// <param name="memory">The guest's memory.</param>
    /// <param name="restored">Memory of the same layout for the restored pages.</param>
    /// <param name="packets">At least one.</param>
    public static CodecFigures Measure(string key, IMultifdMethod method, GuestMemory memory, GuestMemory restored, IReadOnlyList<PagePacket> packets)
    {
        ReadOnlyMemory<byte> agreement = method.CreateAgreement();
        Totals[] passes = [.. Enumerable.Range(0, Passes).Select(_ => RunPass(method, agreement, memory, restored, packets))];
        foreach (PagePacket packet in packets) Verify(key, memory.Blocks[packet.Block], restored.Blocks[packet.Block], packet.Offsets);
        double pages = packets.Sum(packet => packet.Offsets.Length);
        double compressNs = EngineMeter.Median(passes.Select(pass => pass.CompressNs)), decompressNs = EngineMeter.Median(passes.Select(pass => pass.DecompressNs));
        return new CodecFigures(key, method.Facts.Library, pages * Page.SizeBytes / passes[0].Bytes, compressNs / pages, decompressNs / pages);
    }

    private static Totals RunPass(IMultifdMethod method, ReadOnlyMemory<byte> agreement, GuestMemory memory, GuestMemory restored, IReadOnlyList<PagePacket> packets)
    {
        using IPacketCompressor compressor = method.CreateCompressor();
        using IPacketDecompressor decompressor = method.CreateDecompressor(agreement);
        PacketPayload payload = new(compressor.MaxPayloadBytes);
        byte[] received = GC.AllocateUninitializedArray<byte>(compressor.MaxPayloadBytes, pinned: true);
        double compressNs = 0, decompressNs = 0;
        long bytes = 0;
        foreach (PagePacket packet in packets)
        {
            payload.Clear();
            long start = ThreadCpuClock.NowNs();
            compressor.Compress(new PacketPages(memory.Blocks[packet.Block], packet.Offsets), payload);
            compressNs += ThreadCpuClock.NowNs() - start;
            if (payload.IsPages) throw new ArgumentException($"Method {method.Name} compresses nothing.", nameof(method));
            payload.Bytes.CopyTo(received);
            bytes += payload.LengthBytes;
            PacketReader reader = new(received, payload.LengthBytes);
            start = ThreadCpuClock.NowNs();
            decompressor.Decompress(reader, new PacketPages(restored.Blocks[packet.Block], packet.Offsets));
            decompressNs += ThreadCpuClock.NowNs() - start;
        }

        return new Totals(compressNs, decompressNs, bytes);
    }

    private static void Verify(string key, RamBlock source, RamBlock restored, long[] offsets)
    {
        foreach (long offset in offsets)
        {
            long page = offset >> Page.Shift;
            if (!source.GetPage(page).SequenceEqual(restored.GetPage(page))) throw new InvalidOperationException($"{key} has not restored page {page} of RAM block '{source.Name}'");
        }
    }

    private readonly record struct Totals(double CompressNs, double DecompressNs, long Bytes);

    private sealed class PacketReader(byte[] bytes, int lengthBytes) : IPayloadReader
    {
        public int LengthBytes => lengthBytes;

        public ReadOnlySpan<byte> ReadAll() => bytes.AsSpan(0, lengthBytes);

        public void ReadInto(PacketPages pages) => throw new NotSupportedException("only methods that compress are measured");
    }
}
