using MultifdBench.Guest;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Memcached;

/// <summary>
/// Where everything of a loaded server is: its own pages, the hash table, then slab pages in the order in which the load took
/// them. Items of one slab class fill its slab pages from the end, because a new slab page's chunks are freed one after the other
/// and the one freed last is taken first [memcached slabs.c]. Immutable; for any thread.
/// </summary>
internal sealed class MemcachedLayout
{
    /// <summary>Pages of the four workers and of what they share.</summary>
    public const int WorkerPages = 12;

    /// <summary>Pages of a connection: its struct and its buffer.</summary>
    public const int ConnectionPages = 2;

    /// <summary>No item, no chunk.</summary>
    public const int None = -1;

    /// <summary>Pages with which a server has a few items of every size.</summary>
    public const long MinPages = 2048;

    private const int SlabStride = SlabClasses.PageBytes + 16; // malloc's head lies between them
    private const int FirstHashPower = 16;
    private const int OwnPages = 40; // static data and allocations of the start
    private const ulong SizeStream = 0x51235;
    private const ulong AddressBase = 0x0000_7fb4_0000_0000; // of a heap of malloc, assumed
    private const double PagesOfAStartedServer = 0.003;

    private readonly List<int> _items = [];
    private readonly ulong _seed;

    /// <summary>Loads as many items as a number of pages has room for.</summary>
    public MemcachedLayout(long pages, MemcachedParameters parameters, ulong seed)
    {
        _seed = seed;
        Parameters = parameters;
        PageCount = pages;
        ColdPages = OwnPages + (long)(pages * PagesOfAStartedServer);
        HashPage = WorkerPages + ((long)parameters.Connections * ConnectionPages) + ColdPages;
        HashPower = FirstHashPower;
        List<int> firstItems = Load(SlabsBehindTable());
        // The table doubles when it has half as many items again as buckets [memcached assoc.c], and slab pages make room for it.
        int items = _items.Count;
        while (items > 3L << HashPower >> 1)
        {
            HashPower++;
            int slabs = SlabsBehindTable();
            if (slabs < firstItems.Count) items = firstItems[slabs];
        }

        KeepItems(items, SlabsBehindTable());
    }

    /// <summary>The scenario.</summary>
    public MemcachedParameters Parameters { get; }

    /// <summary>All pages.</summary>
    public long PageCount { get; }

    /// <summary>Pages that nobody writes, behind those of workers and connections.</summary>
    public long ColdPages { get; }

    /// <summary>First page of the hash table.</summary>
    public long HashPage { get; }

    /// <summary>Logarithm of the number of buckets.</summary>
    public int HashPower { get; private set; }

    /// <summary>Offset of the first chunk of the first slab page.</summary>
    public long FirstSlab { get; private set; }

    /// <summary>Items.</summary>
    public int Items => _items.Count;

    /// <summary>The slab pages' classes, in order of addresses.</summary>
    public List<int> SlabClass { get; } = [];

    /// <summary>The chunk of each item after the load; chunks are numbered by slab page, then by place.</summary>
    public List<int> Chunks { get; } = [];

    /// <summary>The item of each chunk, or <see cref="None"/>.</summary>
    public int[] ItemOf { get; private set; } = [];

    /// <summary>The number of the first chunk of a slab page.</summary>
    public static int FirstChunk(int slab) => slab << 14;

    /// <summary>Chunks of a slab page.</summary>
    public int ChunksOf(int slab) => SlabClasses.PageBytes / SlabClasses.ChunkBytes[SlabClass[slab]];

    /// <summary>Where a chunk is.</summary>
    public long Offset(int chunk)
    {
        int slab = chunk >> 14;
        return FirstSlab + 16 + ((long)slab * SlabStride) + ((long)(chunk & 0x3fff) * SlabClasses.ChunkBytes[SlabClass[slab]]);
    }

    /// <summary>The server's address of an offset.</summary>
    public static ulong Address(long offset) => AddressBase + (ulong)offset;

    /// <summary>The class of an item.</summary>
    public int ClassOf(int item) => SlabClass[Chunks[item] >> 14];

    /// <summary>The size drawn for an item's value; a JSON value may be longer by a record.</summary>
    public int ValueSize(int item) => _items[item];

    /// <summary>What an item's value is.</summary>
    public ValueKind KindOf(int item)
    {
        double unit = (SeededRandom.Mix(_seed + 1 + ((ulong)item << 8)) >> 11) * (1.0 / (1UL << 53));
        return unit < Parameters.TextShare ? ValueKind.Text
            : unit < Parameters.TextShare + Parameters.JsonShare ? ValueKind.Json : ValueKind.Compressed;
    }

    /// <summary>Whether an item was set or moved to the warm list after the load.</summary>
    public bool IsRenewed(int item) =>
        (SeededRandom.Mix(_seed + 2 + ((ulong)item << 8)) >> 11) * (1.0 / (1UL << 53)) < Parameters.RenewedShare;

    /// <summary>The bucket of an item.</summary>
    public int BucketOf(int item) => (int)(SeededRandom.Mix(_seed + 3 + ((ulong)item << 8)) & ((1UL << HashPower) - 1));

    /// <summary>Slab pages for which there is room behind the hash table.</summary>
    private int SlabsBehindTable()
    {
        FirstSlab = (HashPage << Page.Shift) + (sizeof(ulong) << HashPower);
        return (int)Math.Max(0, ((PageCount << Page.Shift) - FirstSlab) / SlabStride);
    }

    /// <summary>Loads items until one needs a slab page more than there are.</summary>
    /// <returns>For each slab page the item that took its first chunk.</returns>
    private List<int> Load(int slabs)
    {
        var random = new SeededRandom(_seed, SizeStream);
        int[] left = new int[SlabClasses.ChunkBytes.Length];
        int[] slabOf = new int[SlabClasses.ChunkBytes.Length];
        List<int> firstItems = [];
        while (true)
        {
            int item = _items.Count;
            int size = EtcValues.NextSize(ref random);
            int slabClass = SlabClasses.ClassOf(ItemBytes(item, size));
            if (left[slabClass] == 0)
            {
                if (SlabClass.Count == slabs) break;
                slabOf[slabClass] = SlabClass.Count;
                SlabClass.Add(slabClass);
                firstItems.Add(item);
                left[slabClass] = ChunksOf(slabOf[slabClass]);
            }

            _items.Add(size);
            Chunks.Add(FirstChunk(slabOf[slabClass]) + --left[slabClass]);
        }

        return firstItems;
    }

    /// <summary>Forgets the last items and slab pages of a load: it went on where one with less room would have ended.</summary>
    private void KeepItems(int items, int slabs)
    {
        _items.RemoveRange(items, _items.Count - items);
        Chunks.RemoveRange(items, Chunks.Count - items);
        SlabClass.RemoveRange(slabs, Math.Max(0, SlabClass.Count - slabs));
        ItemOf = new int[FirstChunk(SlabClass.Count)];
        Array.Fill(ItemOf, None);
        for (int item = 0; item < items; item++) ItemOf[Chunks[item]] = item;
    }

    /// <summary>Bytes of an item; those of JSON are known when its records are.</summary>
    private int ItemBytes(int item, int size)
    {
        ValueKind kind = KindOf(item);
        if (kind == ValueKind.Json)
        {
            SeededRandom random = ValueRandom(item, 0);
            size = EtcValues.JsonBytes(ref random, size);
        }

        return ItemWriter.ItemBytes(item, size);
    }

    /// <summary>What makes a value: of an item, and how often it has been set.</summary>
    public SeededRandom ValueRandom(int item, ulong version) => new(_seed + version, (ulong)item);
}
