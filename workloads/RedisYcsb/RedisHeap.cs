using MultifdBench.Guest;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>Writes the whole heap of a server that has just been loaded and has served a minute of requests.</summary>
internal static class RedisHeap
{
    private const long ChunkRecords = 1024;

    /// <summary>Writes it, on all cores; the bytes depend on layout, tables and seed only. The memory must be zero.</summary>
    public static void Write(HeapLayout layout, FieldTables tables, HeapMemory heap, int debt, ulong seed)
    {
        var writer = new RecordWriter(layout, tables, heap, debt, seed);
        long chunks = (layout.Records + ChunkRecords - 1) / ChunkRecords;
        Parallel.For(0, chunks, chunk =>
        {
            long end = Math.Min(layout.Records, (chunk + 1) * ChunkRecords);
            for (long record = chunk * ChunkRecords; record < end; record++) writer.Write(record);
        });
        BucketArrays.Write(layout, heap, seed);
        AllocatorMetadata.Write(layout, heap);
        WriteBuffers(layout, heap, seed);
    }

    /// <summary>Buffers of the connections and the server's own pages: the texts of old requests and replies, stack, statistics.</summary>
    private static void WriteBuffers(HeapLayout layout, HeapMemory heap, ulong seed)
    {
        for (long page = 0; page < layout.MetadataPage; page++)
        {
            var random = new SeededRandom(seed, ~(ulong)page);
            Span<byte> bytes = heap.Bytes(page << Page.Shift, Page.SizeBytes);
            for (int at = 0; at < 1200; at += 8 + YcsbText.ValueBytes)
            {
                "\r\n$100\r\n"u8.CopyTo(bytes[at..]);
                YcsbText.FillValue(ref random, bytes.Slice(at + 8, YcsbText.ValueBytes));
            }
        }
    }
}
