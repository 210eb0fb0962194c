namespace MultifdBench.Workloads.Memcached;

/// <summary>
/// Sizes of chunks, as slabs_init of memcached 1.6 makes them: the first one holds an item of 48 bytes of key and value, each
/// further one is 1.25 times as large, a multiple of 8.
/// </summary>
internal static class SlabClasses
{
    /// <summary>Bytes of a slab page: the largest item's size.</summary>
    public const int PageBytes = 1 << 20;

    private const int FirstBytes = 96;
    private const double Factor = 1.25;
    private const int LargestChunkBytes = PageBytes / 2;

    /// <summary>Chunk sizes, from class 1 on; place 0 is not used.</summary>
    public static int[] ChunkBytes { get; } = [.. Sizes()];

    /// <summary>The class of an item.</summary>
    public static int ClassOf(int itemBytes)
    {
        int slabClass = 1;
        while (ChunkBytes[slabClass] < itemBytes) slabClass++;
        return slabClass;
    }

    private static IEnumerable<int> Sizes()
    {
        yield return 0;
        for (int bytes = FirstBytes; bytes <= LargestChunkBytes; bytes = ((int)(bytes * Factor) + 7) & ~7) yield return bytes;
    }
}
