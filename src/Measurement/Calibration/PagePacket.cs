using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.Calibration;

/// <summary>Pages of one packet: offsets in a RAM block.</summary>
/// <param name="Block">Index of the block.</param>
/// <param name="Offsets">1 to 128 byte offsets.</param>
internal sealed record PagePacket(int Block, long[] Offsets)
{
    /// <summary>Whether a page holds anything but zeros.</summary>
    public static bool HasContent(RamBlock block, long page) => !ZeroPageScan.IsZero(block.GetPage(page));

    /// <summary>
    /// Packets of the chosen pages, each of one block and in order as the migration thread fills them; evenly thinned out to a sample.
    /// </summary>
    /// <param name="memory">The guest's memory.</param>
    /// <param name="mostPackets">The most packets.</param>
    /// <param name="isChosen">Which pages.</param>
    public static PagePacket[] Choose(GuestMemory memory, int mostPackets, Func<RamBlock, long, bool> isChosen)
    {
        List<PagePacket> all = [];
        for (int i = 0; i < memory.Blocks.Count; i++)
        {
            RamBlock block = memory.Blocks[i];
            IEnumerable<long> pages =
                Enumerable.Range(0, (int)block.PageCount).Select(page => (long)page).Where(page => isChosen(block, page));
            IEnumerable<long[]> packets = pages.Select(page => page << Page.Shift).Chunk(PacketHeader.PagesPerPacket);
            all.AddRange(packets.Select(offsets => new PagePacket(i, offsets)));
        }

        int wanted = Math.Min(mostPackets, all.Count);
        return [.. Enumerable.Range(0, wanted).Select(i => all[(int)((long)i * all.Count / wanted)])];
    }
}
