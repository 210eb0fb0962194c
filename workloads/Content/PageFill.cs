using MultifdBench.Guest;

namespace MultifdBench.Workloads.Content;

/// <summary>Writes one page's initial content; called from several threads at once, for different pages.</summary>
internal delegate void PageWriter(long page, Span<byte> bytes);

/// <summary>Fills many pages on all cores. The content depends on page numbers only, never on which thread wrote it.</summary>
internal static class PageFill
{
    private const long ChunkPages = 1024;

    /// <summary>Calls <paramref name="write"/> for each of the first <paramref name="pageCount"/> pages of a block.</summary>
    public static void ForEachPage(RamBlock block, long pageCount, PageWriter write)
    {
        long chunks = (pageCount + ChunkPages - 1) / ChunkPages;
        Parallel.For(0, chunks, chunk =>
        {
            long end = Math.Min(pageCount, (chunk + 1) * ChunkPages);
            for (long page = chunk * ChunkPages; page < end; page++) write(page, block.GetPage(page));
        });
    }
}
