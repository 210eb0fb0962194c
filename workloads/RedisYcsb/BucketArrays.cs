using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// The bucket arrays of the keyspace and of the index, and the chains that begin there, as loading in order leaves them: each entry goes to
/// the head of its bucket and points to the one that was there. The keyspace moves into its last array in the background; the index only
/// when it is written [Redis 7.0 server.c, databasesCron; dict.c], so a loaded server keeps its former array, in part empty, beside a new
/// one in part sparse.
/// </summary>
internal static class BucketArrays
{
    private const int NextOffset = 16; // of a dictEntry: key, value, next
    private const int StepsPerInsert = 2; // ZADD looks for the member, then adds it: each moves a bucket
    private const int MaxEmptyBuckets = 10; // that a step passes before it gives up
    private const int None = -1;

    // Of a full array e^-1 of the buckets are empty, and a step passes them on its way to the next one.
    private static readonly double BucketsPerInsert = StepsPerInsert / (1 - Math.Exp(-1));

    /// <summary>Buckets of an array that holds a number of records: the next power of two.</summary>
    public static long Count(long records) => Math.Max(4, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)records));

    /// <summary>
    /// Buckets of the index's former array after loading a number of records; 0 when all have been moved and it was freed.
    /// </summary>
    public static long FormerCount(long records)
    {
        long former = Count(records) / 2;
        return (records - former) * BucketsPerInsert < former ? former : 0;
    }

    /// <summary>Links all records.</summary>
    public static void Write(HeapLayout layout, HeapMemory heap, ulong seed)
    {
        int[] next = new int[layout.Records];
        int[] keyspace = NewArray(layout.Buckets);
        for (int record = 0; record < next.Length; record++) Insert(keyspace, next, record, Hash(seed, record));
        WriteArray(heap, layout, layout.KeyspacePage, keyspace, Keyspace);
        WriteChains(heap, layout, next, Keyspace);

        (int[] former, int[] index) = LoadIndex(layout, next, ~seed);
        WriteArray(heap, layout, layout.FormerIndexPage, former, Index);
        WriteArray(heap, layout, layout.IndexPage, index, Index);
        WriteChains(heap, layout, next, Index);
    }

    private static long Keyspace(RecordPlaces places) => places.KeyspaceEntry;

    private static long Index(RecordPlaces places) => places.IndexEntry;

    private static (int[] Former, int[] Index) LoadIndex(HeapLayout layout, int[] next, ulong seed)
    {
        int[] former = NewArray(layout.FormerIndexBuckets);
        int[] index = NewArray(layout.Buckets);
        int rehashIndex = 0;
        for (int record = 0; record < next.Length; record++)
        {
            if (record < former.Length)
            {
                Insert(former, next, record, Hash(seed, record));
                continue;
            }

            for (int step = 0; step < StepsPerInsert; step++) MoveBucket(former, index, next, seed, ref rehashIndex);
            Insert(index, next, record, Hash(seed, record));
        }

        return (former, index);
    }

    private static void MoveBucket(int[] former, int[] index, int[] next, ulong seed, ref int rehashIndex)
    {
        for (int empty = 0; rehashIndex < former.Length && former[rehashIndex] == None; rehashIndex++)
        {
            if (++empty == MaxEmptyBuckets) return;
        }

        if (rehashIndex == former.Length) return;
        for (int record = former[rehashIndex], following; record != None; record = following)
        {
            following = next[record];
            Insert(index, next, record, Hash(seed, record));
        }

        former[rehashIndex++] = None;
    }

    private static ulong Hash(ulong seed, int record) => SeededRandom.Mix(seed + (ulong)record);

    private static void Insert(int[] buckets, int[] next, int record, ulong hash)
    {
        int bucket = (int)(hash & (ulong)(buckets.Length - 1));
        next[record] = buckets[bucket];
        buckets[bucket] = record;
    }

    private static int[] NewArray(long buckets)
    {
        int[] array = new int[buckets];
        Array.Fill(array, None);
        return array;
    }

    private static void WriteArray(HeapMemory heap, HeapLayout layout, long firstPage, int[] buckets, Func<RecordPlaces, long> entry)
    {
        for (int bucket = 0; bucket < buckets.Length; bucket++)
        {
            if (buckets[bucket] != None)
                heap.SetWord((firstPage << Page.Shift) + ((long)bucket * sizeof(ulong)), Address(layout, buckets[bucket], entry));
        }
    }

    private static void WriteChains(HeapMemory heap, HeapLayout layout, int[] next, Func<RecordPlaces, long> entry)
    {
        for (int record = 0; record < next.Length; record++)
        {
            if (next[record] != None)
                heap.SetWord(entry(new RecordPlaces(layout, record)) + NextOffset, Address(layout, next[record], entry));
        }
    }

    private static ulong Address(HeapLayout layout, int record, Func<RecordPlaces, long> entry) =>
        layout.Address(entry(new RecordPlaces(layout, record)));
}
