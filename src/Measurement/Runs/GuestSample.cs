using MultifdBench.Guest;
using MultifdBench.Methods;

namespace MultifdBench.Measurement.Runs;

/// <summary>One in sixteen of a guest's non-zero pages, evenly spread, at most 4096: enough for the statistics of a Huffman table.</summary>
/// <param name="memory">The guest's memory; it outlives this sample.</param>
public sealed class GuestSample(GuestMemory memory) : IPageSample
{
    private const int OneIn = 16;
    private const int MaxPages = 4096;

    /// <inheritdoc/>
    public void Visit(PageVisitor visit)
    {
        // A large guest is sampled more thinly, so that the sample still covers all of it.
        long step = Math.Max(OneIn, memory.TotalPages / MaxPages);
        foreach (RamBlock block in memory.Blocks)
        {
            for (long page = 0; page < block.PageCount; page += step)
            {
                Span<byte> bytes = block.GetPage(page);
                if (!ZeroPageScan.IsZero(bytes)) visit(bytes);
            }
        }
    }
}
