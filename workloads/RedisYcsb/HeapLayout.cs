using MultifdBench.Guest;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// Where everything is in the server's heap after loading N records one by one: buffers, allocator metadata and bucket arrays first,
/// then the slabs of all classes in the order in which the load took them. Offsets are bytes from the heap's first page.
/// </summary>
internal sealed class HeapLayout
{
    /// <summary>
    /// Pages of a connection: query buffer, reply buffer, client struct. Of two servers, with 16 and with 64 connections, 346 and 489 pages
    /// remained when those of records, and as many as this layout gives to the allocator, were taken away: 3 a connection and 298 of the
    /// process itself.
    /// </summary>
    public const int ConnectionPages = 3;

    /// <summary>
    /// Pages that every batch of requests writes: event loop, statistics, stack. Measured for a single request, its buffers included:
    /// 21 to 27; 24 without buffers is assumed.
    /// </summary>
    public const int ServerPages = 24;

    /// <summary>Pages of program, libraries and stacks that are never written again.</summary>
    public const int ColdPages = 298 - ServerPages;

    private const int ExtentBytes = 128; // jemalloc's edata_t, one for each slab
    private const int OwnZeroPages = 116; // measured: 584, of which 468 are the part of the index's former array that has been moved
    private const ulong MinBase = 0x7f00_0000_0000;

    private readonly int[][] _slabPages = new int[Slabs.Classes][];

    /// <summary>Lays out a heap.</summary>
    /// <param name="records">Records to load, at least one.</param>
    /// <param name="connections">Client connections.</param>
    /// <param name="seed">Moves the heap in the address space, as address randomisation does.</param>
    public HeapLayout(long records, int connections, ulong seed)
    {
        Records = records;
        Connections = connections;
        VirtualBase = MinBase | (Content.SeededRandom.Mix(seed ^ 0x5245_4449_53) & 0xff_c000_0000);
        Buckets = BucketArrays.Count(records);
        FormerIndexBuckets = BucketArrays.FormerCount(records);
        ColdPage = ServerPages + ((long)connections * ConnectionPages);
        MetadataPage = ColdPage + ColdPages;
        ZeroPage = MetadataPage + MetadataPages(records);
        FormerIndexPage = ZeroPage + OwnZeroPages;
        KeyspacePage = FormerIndexPage + Page.Count(FormerIndexBuckets * sizeof(ulong));
        IndexPage = KeyspacePage + Page.Count(Buckets * sizeof(ulong));
        FirstSlabPage = IndexPage + Page.Count(Buckets * sizeof(ulong));
        PageCount = FirstSlabPage + SlabPageCount(records);
        TakeSlabs();
    }

    /// <summary>Records loaded.</summary>
    public long Records { get; }

    /// <summary>Client connections.</summary>
    public int Connections { get; }

    /// <summary>Address of the heap's first byte in the server process.</summary>
    public ulong VirtualBase { get; }

    /// <summary>Buckets of the keyspace and of the index, an array each: the next power of two of the records.</summary>
    public long Buckets { get; }

    /// <summary>Buckets of the array from which the index is being moved; 0 when that is over.</summary>
    public long FormerIndexBuckets { get; }

    /// <summary>First of the process' own pages that are never written again.</summary>
    public long ColdPage { get; }

    /// <summary>First page of allocator metadata.</summary>
    public long MetadataPage { get; }

    /// <summary>First page that was never written.</summary>
    public long ZeroPage { get; }

    /// <summary>First page of the index's former bucket array.</summary>
    public long FormerIndexPage { get; }

    /// <summary>First page of the keyspace's bucket array.</summary>
    public long KeyspacePage { get; }

    /// <summary>First page of the index's bucket array.</summary>
    public long IndexPage { get; }

    /// <summary>First page of the slabs.</summary>
    public long FirstSlabPage { get; }

    /// <summary>Pages of the whole heap.</summary>
    public long PageCount { get; }

    /// <summary>Byte offset of an object by its ordinal in its class.</summary>
    public long Offset(SizeClass sizeClass, long ordinal)
    {
        int shift = Slabs.Shift(sizeClass);
        long page = _slabPages[(int)sizeClass][ordinal >> shift];
        return (page << Page.Shift) + ((ordinal & ((1L << shift) - 1)) * Slabs.ObjectBytes(sizeClass));
    }

    /// <summary>First pages of a class' slabs, in the order of their objects.</summary>
    public ReadOnlySpan<int> SlabPagesOf(SizeClass sizeClass) => _slabPages[(int)sizeClass];

    /// <summary>Address of a byte in the server process.</summary>
    public ulong Address(long offset) => VirtualBase + (ulong)offset;

    /// <summary>
    /// Objects of a class that the records before <paramref name="record"/> have taken: the ordinal of the record's first one, but for
    /// entries, whose order <see cref="EntryPlaces"/> knows.
    /// </summary>
    public static long FirstOrdinal(SizeClass sizeClass, long record) => sizeClass switch
    {
        SizeClass.Object or SizeClass.Table => record,
        SizeClass.Header => (2 * record) + SkiplistLevels.CountBefore(record, 2),
        SizeClass.FieldName or SizeClass.Value => 10 * record,
        SizeClass.Entry => EntryPlaces.Count(record),
        SizeClass.Node1 => SkiplistLevels.CountBefore(record, 1),
        SizeClass.Node3 => SkiplistLevels.CountBefore(record, 3),
        _ => SkiplistLevels.CountBefore(record, 4),
    };

    /// <summary>
    /// The most records whose heap fits into a number of pages, or 0.2 % fewer, because the heap shrinks where the index's former array is
    /// freed; 0 when none does.
    /// </summary>
    public static long RecordsIn(long pages, int connections)
    {
        long low = 0;
        long high = pages * 4;
        while (low < high)
        {
            long middle = (low + high + 1) / 2;
            if (PagesFor(middle, connections) <= pages) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    /// <summary>Pages of the heap of a number of records.</summary>
    public static long PagesFor(long records, int connections) =>
        ServerPages + ((long)connections * ConnectionPages) + ColdPages + MetadataPages(records) + OwnZeroPages
        + Page.Count(BucketArrays.FormerCount(records) * sizeof(ulong)) + (2 * Page.Count(BucketArrays.Count(records) * sizeof(ulong)))
        + SlabPageCount(records);

    private static long SlabPageCount(long records) =>
        Enum.GetValues<SizeClass>().Sum(sizeClass => Slabs.Count(sizeClass, FirstOrdinal(sizeClass, records)) * Slabs.Pages(sizeClass));

    /// <summary>An extent record for each slab, and a word of the page map for each page.</summary>
    private static long MetadataPages(long records)
    {
        long slabs = Enum.GetValues<SizeClass>().Sum(sizeClass => Slabs.Count(sizeClass, FirstOrdinal(sizeClass, records)));
        return Page.Count(slabs * ExtentBytes) + Page.Count(SlabPageCount(records) * sizeof(ulong));
    }

    /// <summary>Loads the records in order; a class whose slab is full takes the next free pages.</summary>
    private void TakeSlabs()
    {
        Span<int> taken = stackalloc int[Slabs.Classes];
        for (int c = 0; c < Slabs.Classes; c++) _slabPages[c] = new int[Slabs.Count((SizeClass)c, FirstOrdinal((SizeClass)c, Records))];
        long next = FirstSlabPage;
        for (long record = 0; record < Records; record++)
        {
            for (int c = 0; c < Slabs.Classes; c++)
            {
                long needed = Slabs.Count((SizeClass)c, FirstOrdinal((SizeClass)c, record + 1));
                for (; taken[c] < needed; next += Slabs.Pages((SizeClass)c)) _slabPages[c][taken[c]++] = checked((int)next);
            }
        }
    }
}
