using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;

namespace MultifdBench.Workloads.Areas;

/// <summary>
/// Where a guest's non-zero pages are: areas one behind the other, each made of extents of one kind in random order, with short runs of
/// zero pages between some of them and long ones before some areas. Pages of each kind and zero pages are exact whatever the seed.
/// </summary>
internal static class AreaPlan
{
    private const ulong PlanStream = ulong.MaxValue - 6;

    /// <summary>Plans the first <paramref name="regionPages"/> pages of a block.</summary>
    /// <param name="areas">Areas in order, with their pages.</param>
    /// <param name="regionPages">Pages to lay out, at least as many as the areas have together.</param>
    /// <param name="runs">Lengths of runs of zero pages.</param>
    /// <param name="seed">Decides order, lengths and contents.</param>
    /// <returns>Extents in rising order.</returns>
    public static Extent[] Plan(IReadOnlyList<(Area Area, long Pages)> areas, long regionPages, ZeroRuns runs, ulong seed)
    {
        var random = new SeededRandom(seed, PlanStream);
        List<Extent> extents = [];
        List<int> firstOfArea = [];
        Dictionary<PageKind, int> contents = [];
        foreach ((Area area, long pages) in areas)
        {
            firstOfArea.Add(extents.Count);
            AddExtents(extents, area, pages, contents, ref random);
        }

        long zeroPages = regionPages - areas.Sum(area => area.Pages);
        long[] gaps = ShortGaps(extents.Count, zeroPages, runs, ref random);
        AddLongGaps(gaps, areas, firstOfArea, zeroPages - gaps.Sum());
        long page = 0;
        var placed = new Extent[extents.Count];
        for (int i = 0; i < placed.Length; i++)
        {
            page += gaps[i];
            placed[i] = extents[i] with { FirstPage = page };
            page += extents[i].Pages;
        }

        return placed;
    }

    /// <summary>
    /// Whole pages for each share; rounding is carried along, so the sum is exact.
    /// </summary>
    public static long[] Divide(IReadOnlyList<double> shares, long pages)
    {
        double total = shares.Sum();
        double cumulative = 0;
        long given = 0;
        var result = new long[shares.Count];
        for (int i = 0; i < result.Length; i++)
        {
            cumulative += total > 0 ? shares[i] / total : 0;
            result[i] = (i == result.Length - 1 ? pages : (long)Math.Round(cumulative * pages)) - given;
            given += result[i];
        }

        return result;
    }

    /// <summary>Cuts each kind's pages into extents of uniformly random length around the mean, in random order.</summary>
    private static void AddExtents(List<Extent> extents, Area area, long pages, Dictionary<PageKind, int> contents, ref SeededRandom random)
    {
        int first = extents.Count;
        long[] kindPages = Divide([.. area.Kinds.Select(kind => kind.Weight)], pages);
        for (int kind = 0; kind < kindPages.Length; kind++)
        {
            PageKind pageKind = area.Kinds[kind].Kind;
            int firstContent = contents.GetValueOrDefault(pageKind);
            int next = firstContent;
            for (long left = kindPages[kind]; left > 0;)
            {
                int length = (int)Math.Min(left, 1 + random.Below((long)Math.Max(1, (2 * area.ExtentPages) - 1)));
                bool isCopy = next > firstContent && random.Chance(area.Copies);
                int content = isCopy ? firstContent + random.Below(next - firstContent) : next++;
                extents.Add(new Extent(0, length, pageKind, content, random.Chance(area.Tails)));
                left -= length;
            }

            contents[pageKind] = next;
        }

        for (int i = extents.Count - 1; i > first; i--)
        {
            int other = first + random.Below(i + 1 - first);
            (extents[i], extents[other]) = (extents[other], extents[i]);
        }
    }

    /// <summary>Runs of zero pages before some of the extents.</summary>
    private static long[] ShortGaps(int extents, long zeroPages, ZeroRuns runs, ref SeededRandom random)
    {
        var gaps = new long[extents];
        long left = (long)(zeroPages * runs.ShortShare);
        double chance = Math.Min(1, left / runs.ShortPages / Math.Max(1, extents));
        for (int i = 0; i < extents && left > 0; i++)
        {
            if (!random.Chance(chance)) continue;
            gaps[i] = Math.Min(left, 1 + random.Below((long)Math.Max(1, (2 * runs.ShortPages) - 1)));
            left -= gaps[i];
        }

        return gaps;
    }

    /// <summary>What is left, before the areas that say so; at the end of memory when none does.</summary>
    private static void AddLongGaps(long[] gaps, IReadOnlyList<(Area Area, long Pages)> areas, List<int> firstOfArea, long pages)
    {
        double[] weights = [.. areas.Select(area => area.Area.GapBefore)];
        if (weights.Sum() <= 0) return;
        long[] lengths = Divide(weights, pages);
        for (int i = 0; i < lengths.Length; i++)
        {
            if (firstOfArea[i] < gaps.Length) gaps[firstOfArea[i]] += lengths[i];
        }
    }
}
