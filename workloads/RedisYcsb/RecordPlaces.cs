using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>Byte offsets of one record's objects in the heap.</summary>
internal readonly struct RecordPlaces(HeapLayout layout, long record)
{
    private const int EntriesPerRecord = 14;
    private static readonly byte[] Orders = ShuffledOrders();

    /// <summary>Bytes of a string's header before its characters, type 5 (keys, field names) [Redis sds.h].</summary>
    public const int ShortTextHeader = 1;

    /// <summary>Bytes of a string's header before its characters, type 8 (values) [Redis sds.h].</summary>
    public const int TextHeader = 3;

    /// <summary>The robj that the keyspace entry points to.</summary>
    public long Object => layout.Offset(SizeClass.Object, record);

    /// <summary>The dict header.</summary>
    public long Header => layout.Offset(SizeClass.Header, FirstHeader);

    /// <summary>The 8-slot table.</summary>
    public long SmallTable => layout.Offset(SizeClass.Header, FirstHeader + 1);

    /// <summary>The 16-slot table.</summary>
    public long LargeTable => layout.Offset(SizeClass.Table, record);

    /// <summary>The keyspace's copy of the key.</summary>
    public long Key => layout.Offset(SizeClass.Entry, EntriesPerRecord * record);

    /// <summary>The entry of the keyspace.</summary>
    public long KeyspaceEntry => layout.Offset(SizeClass.Entry, (EntriesPerRecord * record) + 11);

    /// <summary>The entry of the index's dict.</summary>
    public long IndexEntry => layout.Offset(SizeClass.Entry, (EntriesPerRecord * record) + 12);

    /// <summary>The index's copy of the key.</summary>
    public long IndexKey => layout.Offset(SizeClass.Entry, (EntriesPerRecord * record) + 13);

    /// <summary>The node of the index's skiplist.</summary>
    public long Node => SkiplistLevels.Level(record) switch
    {
        1 => layout.Offset(SizeClass.Node1, HeapLayout.FirstOrdinal(SizeClass.Node1, record)),
        2 => layout.Offset(SizeClass.Header, FirstHeader + 2),
        3 => layout.Offset(SizeClass.Node3, HeapLayout.FirstOrdinal(SizeClass.Node3, record)),
        _ => layout.Offset(SizeClass.Node4, HeapLayout.FirstOrdinal(SizeClass.Node4, record)),
    };

    private long FirstHeader => HeapLayout.FirstOrdinal(SizeClass.Header, record);

    /// <summary>The dict entry of a field.</summary>
    public long FieldEntry(int field) => layout.Offset(SizeClass.Entry, (EntriesPerRecord * record) + 1 + EntrySlot(field));

    /// <summary>The name of a field.</summary>
    public long FieldName(int field) => layout.Offset(SizeClass.FieldName, (FieldTables.Fields * record) + field);

    /// <summary>The value of a field: its header, 100 bytes of text, a NUL.</summary>
    public long Value(int field) => layout.Offset(SizeClass.Value, (FieldTables.Fields * record) + field);

    /// <summary>
    /// Assumed: entries do not lie in the order of the fields, since the allocator's thread cache hands out the places of short-lived
    /// arguments last freed first; one of 256 shuffles for each record. In field order the pages of entries compress a seventh too well.
    /// </summary>
    private int EntrySlot(int field) => Orders[((int)(SeededRandom.Mix((ulong)record) & 255) * FieldTables.Fields) + field];

    private static byte[] ShuffledOrders()
    {
        var random = new SeededRandom(1, 1);
        var orders = new byte[256 * FieldTables.Fields];
        for (int start = 0; start < orders.Length; start += FieldTables.Fields)
        {
            for (int i = 0; i < FieldTables.Fields; i++)
            {
                int other = random.Below(i + 1);
                orders[start + i] = orders[start + other];
                orders[start + other] = (byte)i;
            }
        }

        return orders;
    }
}
