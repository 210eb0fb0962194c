using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;
using MultifdBench.Workloads.Pages.Kinds;

namespace MultifdBench.Workloads.Servers;

/// <summary>Pages of a server's process that are like those of any process: static data, stacks and small allocations.</summary>
internal static class ServerPages
{
    private const double SparseShare = 0.5; // assumed

    /// <summary>Writes one such page.</summary>
    public static void WriteData(HeapMemory memory, long page, ulong seed)
    {
        var place = new PagePlace(page, (int)(page & 7), seed, (int)(page >> 3));
        var random = new SeededRandom(place.Style, (ulong)page);
        Span<byte> bytes = memory.Bytes(page << Page.Shift, Page.SizeBytes);
        if (random.Chance(SparseShare)) SparseWords.Write(ref random, bytes, place);
        else HeapChunks.Write(ref random, bytes, place);
    }

    /// <summary>
    /// Writes a server's first pages, which it writes whatever it is asked: a count each, not all in the same place.
    /// </summary>
    public static void WriteHot(HeapMemory memory, long pages, ulong count)
    {
        for (long page = 0; page < pages; page++) WriteHotPage(memory, page, count);
    }

    /// <summary>Writes one of them.</summary>
    public static void WriteHotPage(HeapMemory memory, long page, ulong count)
    {
        long offset = (page << Page.Shift) + (64 * (page & 63));
        memory.SetWord(offset, count);
        memory.Mark(offset);
    }
}
