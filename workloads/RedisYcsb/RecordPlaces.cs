using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>Byte offsets of one record's objects in the heap.</summary>
internal readonly struct RecordPlaces(HeapLayout layout, long record)
{
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
    public long Key => Entry(EntryPlaces.Key);

    /// <summary>The entry of the keyspace.</summary>
    public long KeyspaceEntry => Entry(EntryPlaces.KeyspaceEntry);

    /// <summary>The entry of the index's dict.</summary>
    public long IndexEntry => Entry(EntryPlaces.IndexEntry);

    /// <summary>The index's copy of the key.</summary>
    public long IndexKey => Entry(EntryPlaces.IndexKey);

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
    public long FieldEntry(int field) => Entry(EntryPlaces.FirstField + field);

    /// <summary>The name of a field.</summary>
    public long FieldName(int field) => layout.Offset(SizeClass.FieldName, (FieldTables.Fields * record) + field);

    /// <summary>The value of a field: its header, 100 bytes of text, a NUL.</summary>
    public long Value(int field) => layout.Offset(SizeClass.Value, (FieldTables.Fields * record) + field);

    /// <summary>Renews the access time: 24 bits of the robj.</summary>
    public void Touch(HeapMemory heap, uint clock) =>
        heap.SetWord(Object, (heap.Word(Object) & 0xFFFF_FFFF_0000_00FF) | ((ulong)(clock & 0xFF_FFFF) << 8));

    private long Entry(int what) => layout.Offset(SizeClass.Entry, EntryPlaces.Ordinal(record, what));
}
