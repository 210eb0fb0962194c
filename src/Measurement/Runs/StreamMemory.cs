using System.Collections.Concurrent;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.Runs;

/// <summary>
/// Memory that a method takes for one channel: what its codec has allocated once a packet has passed, and what is allocated on the GC heap
/// for the channel's codec and payload. Measured on a pair of halves made for it, once for each way to run in a process. Thread-safe.
/// </summary>
public static class StreamMemory
{
    private const string BlockName = "sample";
    private const int PatternBytes = 64;
    private const int Seed = 1;

    private static readonly ConcurrentDictionary<(string, MethodFacts), long?> Known = new();

    /// <summary>Bytes for each channel on the side that takes more; null where a library does not tell.</summary>
    public static long? BytesOf(IMultifdMethod method) => Known.GetOrAdd((method.Name, method.Facts), _ => Measure(method));

    /// <summary>The same of a method that is not at work: null too where it cannot run here.</summary>
    /// <param name="catalog">All methods.</param>
    /// <param name="request">Which, without pages of a guest.</param>
    /// <param name="path">How it has to run: <c>software</c> or <c>hardware</c>; null as well where it would run otherwise here.</param>
    public static long? BytesOf(MethodCatalog catalog, MethodRequest request, string path)
    {
        if (!catalog.Probe(request).IsAvailable) return null;
        using GuestMemory pages = CreatePages();
        IMultifdMethod method = catalog.Create(request with { Pages = new GuestSample(pages, Seed) });
        return method.Facts.Path == path ? BytesOf(method) : null;
    }

    private static long? Measure(IMultifdMethod method)
    {
        ReadOnlyMemory<byte> agreement = method.CreateAgreement();
        using GuestMemory source = CreatePages();
        using GuestMemory destination = new(source.Layout);
        // What is allocated once for all channels is the first pair's, which is not counted.
        _ = Measure(method, agreement, source, destination);
        return Measure(method, agreement, source, destination);
    }

    private static long? Measure(IMultifdMethod method, ReadOnlyMemory<byte> agreement, GuestMemory source, GuestMemory destination)
    {
        long[] offsets = [.. Enumerable.Range(0, PacketHeader.PagesPerPacket).Select(page => (long)page << Page.Shift)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        using IPacketCompressor compressor = method.CreateCompressor();
        PacketPayload payload = new(compressor.MaxPayloadBytes);
        compressor.Compress(new PacketPages(source.Blocks[0], offsets), payload);
        long between = GC.GetAllocatedBytesForCurrentThread();
        using IPacketDecompressor decompressor = method.CreateDecompressor(agreement);
        Arrived arrived = new(source.Blocks[0], payload, new byte[decompressor.MaxPayloadBytes]);
        decompressor.Decompress(arrived, new PacketPages(destination.Blocks[0], offsets));
        long received = GC.GetAllocatedBytesForCurrentThread() - between;
        return compressor.NativeBytes is { } sends && decompressor.NativeBytes is { } receives
            ? Math.Max(between - before + sends, received + receives)
            : null;
    }

    /// <summary>Pages that compress a little: half random, half a pattern.</summary>
    private static GuestMemory CreatePages()
    {
        GuestMemory memory = new([new RamBlockSpec(BlockName, PacketHeader.PagesPerPacket * Page.SizeBytes)]);
        byte[] random = new byte[PacketHeader.PagesPerPacket * Page.SizeBytes];
        new Random(Seed).NextBytes(random);
        for (int at = 0; at < random.Length; at += 2 * PatternBytes) random.AsSpan(at, PatternBytes).Fill((byte)'m');
        for (int page = 0; page < PacketHeader.PagesPerPacket; page++)
            random.AsSpan(page * Page.SizeBytes, Page.SizeBytes).CopyTo(memory.Blocks[0].GetPage(page));
        return memory;
    }

    /// <summary>The packet as it has arrived: in a buffer, or, from a method that sends pages as they are, the pages.</summary>
    private sealed class Arrived(RamBlock block, PacketPayload payload, byte[] buffer) : IPayloadReader
    {
        public int LengthBytes => payload.IsPages ? PacketHeader.PagesPerPacket * Page.SizeBytes : payload.LengthBytes;

        public ReadOnlySpan<byte> ReadAll()
        {
            if (payload.IsPages) CopyPages();
            else payload.Bytes.CopyTo(buffer);
            return buffer.AsSpan(0, LengthBytes);
        }

        public void ReadInto(PacketPages pages)
        {
            ReadAll();
            pages.CopyFrom(buffer);
        }

        private void CopyPages()
        {
            for (int i = 0; i < PacketHeader.PagesPerPacket; i++) block.GetPage(i).CopyTo(buffer.AsSpan(i * Page.SizeBytes));
        }
    }
}
