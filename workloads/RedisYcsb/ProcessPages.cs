using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// What of the server's process is neither records nor allocator: buffers of the connections, and data of program and libraries.
/// </summary>
internal static class ProcessPages
{
    private const int ReplyFields = 10;
    private const int ClientWords = 96; // of a client struct of Redis 7.0, without its buffers
    private const ulong Images = 0x7fff_f000_0000 - (64UL << 20); // of libraries, assumed

    // Relocated tables, structs and what lies between them. Most such pages of a captured server had a zlib-1 ratio of 4 to 8; a pointer in
    // every fifth word is assumed, and gives 6.6.
    private const double PointerShare = 0.2;

    /// <summary>Writes them all.</summary>
    public static void Write(HeapLayout layout, HeapMemory heap, ulong seed)
    {
        for (long page = 0; page < HeapLayout.ServerPages; page++) WriteData(heap, page, seed);
        for (int connection = 0; connection < layout.Connections; connection++) WriteConnection(heap, connection, seed);
        for (long page = layout.ColdPage; page < layout.MetadataPage; page++) WriteData(heap, page, seed);
    }

    /// <summary>The last request, its reply, and the struct; what requests change of them is up to <see cref="HeapRequests"/>.</summary>
    private static void WriteConnection(HeapMemory heap, int connection, ulong seed)
    {
        long query = HeapLayout.ServerPages + ((long)connection * HeapLayout.ConnectionPages);
        "*2\r\n$7\r\nHGETALL\r\n$23\r\n"u8.CopyTo(heap.Bytes(query << Page.Shift, Page.SizeBytes));
        WriteReply(heap.Bytes((query + 1) << Page.Shift, Page.SizeBytes), new SeededRandom(seed, ~(ulong)query));
        WriteWords(heap, query + 2, ClientWords, seed);
    }

    private static void WriteReply(Span<byte> to, SeededRandom random)
    {
        for (int field = 0; field < ReplyFields; field++)
        {
            ReadOnlySpan<byte> name = "$6\r\nfield0\r\n$100\r\n"u8;
            name.CopyTo(to);
            to[name.IndexOf((byte)'0')] += (byte)field;
            YcsbText.FillValue(ref random, to.Slice(name.Length, YcsbText.ValueBytes));
            to = to[(name.Length + YcsbText.ValueBytes)..];
            "\r\n"u8.CopyTo(to);
            to = to[2..];
        }
    }

    private static void WriteData(HeapMemory heap, long page, ulong seed) => WriteWords(heap, page, Page.SizeBytes / sizeof(ulong), seed);

    private static void WriteWords(HeapMemory heap, long page, int words, ulong seed)
    {
        var random = new SeededRandom(seed, ~(ulong)page);
        for (int word = 0; word < words; word++)
        {
            if (random.Chance(PointerShare))
                heap.SetWord((page << Page.Shift) + (word * sizeof(ulong)), Images + ((ulong)random.Below(1 << 17) * 16));
        }
    }
}
