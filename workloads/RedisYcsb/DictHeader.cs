using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// The 56 bytes of a dict [Redis 7.0 dict.h]: type, two tables, two counts, the index of the bucket to move next, and the logarithms
/// of the tables' sizes. While rehashing the small table is the first one; afterwards the large one has its place.
/// </summary>
internal static class DictHeader
{
    private const ulong NoTable = 0xff;

    /// <summary>Writes everything but the type, which never changes.</summary>
    public static void Write(HeapMemory heap, HeapLayout layout, RecordPlaces places, FieldTables.Stage stage)
    {
        bool done = stage.RehashIndex < 0;
        ulong large = layout.Address(places.LargeTable);
        heap.SetWord(places.Header + 8, done ? large : layout.Address(places.SmallTable));
        heap.SetWord(places.Header + 16, done ? 0 : large);
        heap.SetWord(places.Header + 24, (ulong)(done ? FieldTables.Fields : stage.SmallUsed));
        heap.SetWord(places.Header + 32, (ulong)(done ? 0 : FieldTables.Fields - stage.SmallUsed));
        heap.SetWord(places.Header + 40, (ulong)(long)stage.RehashIndex);
        ulong exponents = done ? 4 | (NoTable << 8) : 3 | (4UL << 8);
        heap.SetWord(places.Header + 48, exponents << 16);
    }
}
