using MultifdBench.Guest;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// What jemalloc keeps about the slabs: a record of 128 bytes for each, then a map with a word for each page that points to the
/// record of its slab [jemalloc 5.3 edata.h, rtree.h]. Which words are set, and where both lie, is assumed.
/// </summary>
internal static class AllocatorMetadata
{
    private const int ExtentBytes = 128;
    private const ulong SlabBits = 0x1000_0001_f002; // arena 0, in use, a slab, committed

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
        for (int i = 0; i < slabs.Count; i++, extent += ExtentBytes)
        {
            WriteExtent(layout, heap, extent, slabs[i].Page, slabs[i].Class, i);
            ulong pointer = layout.Address(extent) | ((ulong)slabs[i].Class << 48) | 1;
            for (int page = 0; page < Slabs.Pages(slabs[i].Class); page++, map += sizeof(ulong)) heap.SetWord(map, pointer);
        }
    }

    private static void WriteExtent(HeapLayout layout, HeapMemory heap, long extent, int page, SizeClass sizeClass, int serial)
    {
        heap.SetWord(extent, SlabBits | ((ulong)sizeClass << 20));
        heap.SetWord(extent + 8, layout.Address((long)page << Page.Shift));
        heap.SetWord(extent + 16, (ulong)Slabs.Pages(sizeClass) << Page.Shift);
        heap.SetWord(extent + 32, (ulong)serial);
        heap.SetWord(extent + 40, layout.Address(extent) + ExtentBytes);
    }
}
