using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>Writes the whole heap of a server that has just been loaded and has served reads for a while.</summary>
internal static class RedisHeap
{
    private const long ChunkRecords = 1024;
    private const double ReadsPerRecordAndSecond = 0.05; // 30,000 a second of 600,000 records
    private const ulong ReadStream = ulong.MaxValue - 5;

    /// <summary>Writes it, on all cores; the bytes depend on the arguments only. The memory must be zero.</summary>
    /// <param name="layout">Where everything is.</param>
    /// <param name="tables">The records' hash tables.</param>
    /// <param name="heap">Where it is written to.</param>
    /// <param name="debt">Buckets that each record's tables have still to move.</param>
    /// <param name="warmUpSeconds">How long the server has served reads after the load.</param>
    /// <param name="seed">Everything random.</param>
    public static void Write(HeapLayout layout, FieldTables tables, HeapMemory heap, int debt, int warmUpSeconds, ulong seed)
    {
        var writer = new RecordWriter(layout, tables, heap, debt, seed);
        long chunks = (layout.Records + ChunkRecords - 1) / ChunkRecords;
        Parallel.For(0, chunks, chunk =>
        {
            long end = Math.Min(layout.Records, (chunk + 1) * ChunkRecords);
            for (long record = chunk * ChunkRecords; record < end; record++) writer.Write(record);
        });
        Read(layout, heap, warmUpSeconds, seed);
        BucketArrays.Write(layout, heap, seed);
        AllocatorMetadata.Write(layout, heap);
        ProcessPages.Write(layout, heap, seed);
    }

    /// <summary>Each read renews its record's access time, all that remains of it.</summary>
    private static void Read(HeapLayout layout, HeapMemory heap, int seconds, ulong seed)
    {
        var random = new SeededRandom(seed, ReadStream);
        long reads = (long)(layout.Records * ReadsPerRecordAndSecond);
        for (uint second = 0; second < seconds; second++)
        {
            for (long i = 0; i < reads; i++)
                new RecordPlaces(layout, ScrambledZipfian.Next(ref random, layout.Records)).Touch(heap, RecordWriter.LoadedAt + second);
        }
    }
}
