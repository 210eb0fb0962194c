using MultifdBench.Guest;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// The bucket arrays of the keyspace and of the index, and the chains that begin there. Loaded in order: each entry goes to the head
/// of its bucket and points to the one that was there.
/// </summary>
internal static class BucketArrays
{
    private const int NextOffset = 16; // of a dictEntry: key, value, next

    /// <summary>Links all records into both arrays.</summary>
    public static void Write(HeapLayout layout, HeapMemory heap, ulong seed)
    {
        for (long record = 0; record < layout.Records; record++)
        {
            var places = new RecordPlaces(layout, record);
            Link(layout, heap, layout.KeyspacePage, SeededRandom.Mix(seed + (ulong)record), places.KeyspaceEntry);
            Link(layout, heap, layout.IndexPage, SeededRandom.Mix(~seed + (ulong)record), places.IndexEntry);
        }
    }

    private static void Link(HeapLayout layout, HeapMemory heap, long arrayPage, ulong hash, long entry)
    {
        long bucket = (arrayPage << Page.Shift) + ((long)(hash & (ulong)(layout.Buckets - 1)) * sizeof(ulong));
        heap.SetWord(entry + NextOffset, heap.Word(bucket));
        heap.SetWord(bucket, layout.Address(entry));
    }
}
