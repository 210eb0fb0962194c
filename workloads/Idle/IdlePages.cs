using MultifdBench.Guest;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle;

/// <summary>Writes the planned extents and knows the pages that an idle guest goes on writing.</summary>
internal sealed class IdlePages
{
    private const ulong LayoutStream = ulong.MaxValue - 1;

    private readonly IdleParameters _parameters;
    private readonly ulong _seed;
    private readonly long[] _cumulativePages;

    /// <summary>Plans the first <paramref name="regionPages"/> pages of a block.</summary>
    public IdlePages(IdleParameters parameters, long regionPages, long residentPages, ulong seed)
    {
        _parameters = parameters;
        _seed = seed;
        var random = new SeededRandom(seed, LayoutStream);
        Extents = IdleLayout.Plan(parameters, regionPages, residentPages, ref random);
        ResidentPages = residentPages;
        _cumulativePages = new long[Extents.Length];
        for (int i = 1; i < Extents.Length; i++) _cumulativePages[i] = _cumulativePages[i - 1] + Extents[i - 1].Pages;
    }

    /// <summary>The plan, in rising order.</summary>
    public Extent[] Extents { get; }

    /// <summary>Non-zero pages.</summary>
    public long ResidentPages { get; }

    /// <summary>Writes all extents on all cores; the content of a page depends on seed and page number only.</summary>
    public void Write(RamBlock block) => Parallel.For(0, Extents.Length, i => WriteExtent(block, Extents[i]));

    /// <summary>The page with ordinal <paramref name="resident"/> among the non-zero ones.</summary>
    public long PageOf(long resident)
    {
        int found = Array.BinarySearch(_cumulativePages, resident);
        int index = found >= 0 ? found : ~found - 1;
        return Extents[index].FirstPage + resident - _cumulativePages[index];
    }

    /// <summary>The pages that timers and the scheduler write all the time, spread over the non-zero ones.</summary>
    public long[] HotPages()
    {
        long count = Math.Min(_parameters.HotPages, ResidentPages);
        return [.. Enumerable.Range(0, (int)count).Select(i => PageOf(i * ResidentPages / count))];
    }

    private void WriteExtent(RamBlock block, Extent extent)
    {
        for (long page = extent.FirstPage; page < extent.FirstPage + extent.Pages; page++)
        {
            var random = new SeededRandom(_seed, (ulong)page);
            PageClass.All[extent.ClassIndex].Write(ref random, block.GetPage(page), page);
        }
    }
}
