using MultifdBench.Guest;
using MultifdBench.Methods;

namespace MultifdBench.Measurement.Runs;

/// <summary>
/// One in sixteen of a guest's pages, at most 4096, zero pages left out: enough for the statistics of a Huffman table. The memory is cut
/// into pieces of equal size and a page drawn from each, so the sample covers all of it and does not beat with what repeats in it (an
/// allocator's slabs of 64 KiB are sixteen pages).
/// </summary>
/// <param name="memory">The guest's memory; it outlives this sample.</param>
/// <param name="seed">Which pages are drawn; the same seed draws the same ones.</param>
public sealed class GuestSample(GuestMemory memory, long seed) : IPageSample
{
    private const int OneIn = 16;
    private const int MaxPages = 4096;

    /// <inheritdoc/>
    public void Visit(PageVisitor visit)
    {
        long pages = memory.TotalPages;
        // A large guest is sampled more thinly, so that the sample still covers all of it.
        long pieces = Math.Min(MaxPages, (pages + OneIn - 1) / OneIn);
        Random random = new(seed.GetHashCode());
        int block = 0;
        long blockStart = 0;
        for (long piece = 0; piece < pieces; piece++)
        {
            long page = random.NextInt64(Border(piece), Border(piece + 1));
            while (page - blockStart >= memory.Blocks[block].PageCount) blockStart += memory.Blocks[block++].PageCount;
            Span<byte> bytes = memory.Blocks[block].GetPage(page - blockStart);
            if (!ZeroPageScan.IsZero(bytes)) visit(bytes);
        }

        long Border(long piece) => (long)((Int128)pages * piece / pieces);
    }
}
