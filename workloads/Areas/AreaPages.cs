using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;

namespace MultifdBench.Workloads.Areas;

/// <summary>A plan's extents in memory: writes them, and finds a page by its number among those that are not zero.</summary>
internal sealed class AreaPages
{
    private readonly ulong _seed;
    private readonly long[] _cumulativePages;

    /// <summary>Pages of a plan.</summary>
    /// <param name="extents">In rising order.</param>
    /// <param name="seed">Decides the contents.</param>
    public AreaPages(Extent[] extents, ulong seed)
    {
        Extents = extents;
        _seed = seed;
        _cumulativePages = new long[extents.Length];
        for (int i = 1; i < extents.Length; i++) _cumulativePages[i] = _cumulativePages[i - 1] + extents[i - 1].Pages;
        ResidentPages = extents.Sum(extent => (long)extent.Pages);
    }

    /// <summary>The plan, in rising order.</summary>
    public Extent[] Extents { get; }

    /// <summary>Non-zero pages.</summary>
    public long ResidentPages { get; }

    /// <summary>Writes all extents on all cores; the content of a page depends on seed and plan only.</summary>
    public void Write(RamBlock block) => Parallel.For(0, Extents.Length, i => WriteExtent(block, Extents[i]));

    /// <summary>The page with ordinal <paramref name="resident"/> among the non-zero ones.</summary>
    public long PageOf(long resident)
    {
        int found = Array.BinarySearch(_cumulativePages, resident);
        int index = found >= 0 ? found : ~found - 1;
        return Extents[index].FirstPage + resident - _cumulativePages[index];
    }

    /// <summary>At most <paramref name="count"/> pages, spread evenly over the non-zero ones.</summary>
    public long[] Spread(long count)
    {
        long spread = Math.Min(count, ResidentPages);
        return [.. Enumerable.Range(0, (int)spread).Select(i => PageOf(i * ResidentPages / spread))];
    }

    private void WriteExtent(RamBlock block, Extent extent)
    {
        for (int i = 0; i < extent.Pages; i++)
        {
            var place = new PagePlace(extent.FirstPage + i, i, _seed, extent.Content);
            var random = new SeededRandom(place.Style, (ulong)i);
            Span<byte> page = block.GetPage(place.Page);
            extent.Kind.Write(ref random, page, place);
            // At least an eighth stays, so that the page is never zero.
            if (extent.HasTail && i == extent.Pages - 1) page[(Page.SizeBytes / 8 * (1 + random.Below(7)))..].Clear();
        }
    }
}
