using MultifdBench.Guest;
using MultifdBench.Workloads.Areas;
using MultifdBench.Workloads.Idle;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.PageCache;

/// <summary>What a page-cache scenario says: all that an idle one does, and what has taken the free memory since.</summary>
internal sealed record PageCacheParameters(IdleParameters Guest, double CacheShare, IReadOnlyList<Area> Cache)
{
    private const string CacheKey = "cache";

    /// <summary>Reads and checks all parameters.</summary>
    public static PageCacheParameters Read(ScenarioParameters parameters) =>
        new(IdleParameters.Read(parameters), parameters.Share("cache_share"), Area.ReadAll(parameters, CacheKey));

    /// <summary>
    /// Areas in order of addresses: those of a guest that has just started, without the free memory that is in use again, and what took it
    /// and zero pages, in front of the first long run of zero pages.
    /// </summary>
    public IReadOnlyList<(Area Area, long Pages)> AreaPages(long memoryBytes)
    {
        List<(Area Area, long Pages)> areas = [];
        long taken = (long)Math.Round(CacheShare * ZeroPagesAtStart(memoryBytes));
        foreach ((Area area, long pages) in Guest.AreaPages(memoryBytes))
        {
            long reused = (long)Math.Round(CacheShare * area.Free * pages);
            areas.Add((area, pages - reused));
            taken += reused;
        }

        long[] cached = AreaPlan.Divide([.. Cache.Select(area => area.Share)], taken);
        int at = areas.FindIndex(area => area.Area.GapBefore > 0);
        areas.InsertRange(at < 0 ? areas.Count : at, Cache.Select((area, i) => (area, cached[i])));
        return areas;
    }

    /// <summary>The short runs of zero pages are those of the start, while there are as many; the long ones have become shorter.</summary>
    public ZeroRuns ZeroRuns =>
        Guest.ZeroRuns with { ShortShare = CacheShare < 1 ? Math.Min(1, Guest.ZeroRuns.ShortShare / (1 - CacheShare)) : 1 };

    private long ZeroPagesAtStart(long memoryBytes) => Page.Count(memoryBytes) - Guest.ResidentPages(memoryBytes);
}
