namespace MultifdBench.Guest;

/// <summary>
/// Runs work over all pages of a guest on all cores, in chunks: preparing and comparing memory is no part of any figure and should be
/// short.
/// </summary>
internal static class PageChunks
{
    /// <summary>16 MiB: long enough to outweigh the hand-over, short enough to share out evenly.</summary>
    private const long ChunkPages = 4096;

    /// <summary>
    /// Calls <paramref name="work"/> for every chunk of a block, from several threads, with the first page and the number of pages.
    /// </summary>
    public static void ForEach(RamBlock block, Action<long, long> work)
    {
        long chunks = (block.PageCount + ChunkPages - 1) / ChunkPages;
        if (chunks == 1) work(0, block.PageCount); // nothing to hand over
        else Parallel.For(0L, chunks, chunk => work(chunk * ChunkPages, Math.Min(ChunkPages, block.PageCount - (chunk * ChunkPages))));
    }
}
