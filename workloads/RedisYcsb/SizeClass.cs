namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>jemalloc's size classes that hold YCSB's records, in the order in which a new record takes from them.</summary>
internal enum SizeClass
{
    /// <summary>16 B: robj.</summary>
    Object,

    /// <summary>64 B: dict header, its table of 8 slots while rehashing, skiplist nodes of level 2.</summary>
    Header,

    /// <summary>128 B: table of 16 slots.</summary>
    Table,

    /// <summary>8 B: field names.</summary>
    FieldName,

    /// <summary>112 B: values.</summary>
    Value,

    /// <summary>32 B: dict entries and keys.</summary>
    Entry,

    /// <summary>48 B: skiplist nodes of level 1.</summary>
    Node1,

    /// <summary>80 B: skiplist nodes of level 3.</summary>
    Node3,

    /// <summary>96 B: skiplist nodes of level 4.</summary>
    Node4,
}

/// <summary>
/// Slabs of the classes, jemalloc 5.3 with quantum 16: objects a slab are powers of two, pages a slab such that they fit exactly.
/// </summary>
internal static class Slabs
{
    /// <summary>How many classes there are.</summary>
    public const int Classes = 9;

    private static ReadOnlySpan<byte> ObjectSizes => [16, 64, 128, 8, 112, 32, 48, 80, 96];

    private static ReadOnlySpan<byte> SlabPages => [1, 1, 1, 1, 7, 1, 3, 5, 3];

    private static ReadOnlySpan<byte> ObjectShifts => [8, 6, 5, 9, 8, 7, 8, 8, 7];

    /// <summary>Bytes from one object to the next.</summary>
    public static int ObjectBytes(SizeClass sizeClass) => ObjectSizes[(int)sizeClass];

    /// <summary>Pages of a slab.</summary>
    public static int Pages(SizeClass sizeClass) => SlabPages[(int)sizeClass];

    /// <summary>log2 of the objects in a slab.</summary>
    public static int Shift(SizeClass sizeClass) => ObjectShifts[(int)sizeClass];

    /// <summary>Slabs that hold a number of objects.</summary>
    public static long Count(SizeClass sizeClass, long objects) => (objects + (1L << Shift(sizeClass)) - 1) >> Shift(sizeClass);
}
