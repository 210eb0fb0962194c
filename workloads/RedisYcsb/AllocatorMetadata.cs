using MultifdBench.Guest;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// What jemalloc keeps about the slabs: a record of 128 bytes for each, then a map with a word for each page that points to the
/// record of its slab [jemalloc 5.3 edata.h, rtree.h]. Which words are set is taken from captures; where both lie is assumed.
/// </summary>
internal static class AllocatorMetadata
{
    private const int ExtentBytes = 128;
    private const ulong SlabBits = 0xb000; // arena 0, a slab, committed, no free place
    private const int SizeShift = 20; // of the index of the size

    /// <summary>Writes both.</summary>
    public static void Write(HeapLayout layout, HeapMemory heap)
    {
        // Slabs in address order, as the load made them.
        List<(int Page, SizeClass Class)> slabs = [];
        foreach (SizeClass sizeClass in Enum.GetValues<SizeClass>())
        {
            foreach (int page in layout.SlabPagesOf(sizeClass)) slabs.Add((page, sizeClass));
        }

        slabs.Sort();
        long extent = layout.MetadataPage << Page.Shift;
        long map = extent + (Page.Count((long)slabs.Count * ExtentBytes) << Page.Shift);
        Span<long> former = stackalloc long[Slabs.Classes];
        foreach ((int slab, SizeClass sizeClass) in slabs)
        {
            WriteExtent(layout, heap, extent, slab, sizeClass);
            // The link of a slab that was once in a list of slabs with free places; those of two sizes were.
            if (sizeClass is SizeClass.Header or SizeClass.Table) heap.SetWord(extent + 72, layout.Address(former[(int)sizeClass]));
            former[(int)sizeClass] = extent;
            ulong pointer = layout.Address(extent) | (SizeIndex(sizeClass) << 48) | 1;
            for (int page = 0; page < Slabs.Pages(sizeClass); page++, map += sizeof(ulong)) heap.SetWord(map, pointer);
            extent += ExtentBytes;
        }
    }

    private static void WriteExtent(HeapLayout layout, HeapMemory heap, long extent, int page, SizeClass sizeClass)
    {
        heap.SetWord(extent, SlabBits | (SizeIndex(sizeClass) << SizeShift));
        heap.SetWord(extent + 8, layout.Address((long)page << Page.Shift));
        heap.SetWord(extent + 16, ((ulong)Slabs.Pages(sizeClass) << Page.Shift) | 1);
        // The serial number of the mapping that the slab was cut from; each mapping is larger than the one before.
        heap.SetWord(extent + 32, (ulong)System.Numerics.BitOperations.Log2((uint)page));
    }

    /// <summary>jemalloc's number of a size: 8, 16, then every 16 bytes up to 128.</summary>
    private static ulong SizeIndex(SizeClass sizeClass) => (ulong)(Slabs.ObjectBytes(sizeClass) / 16);
}
