using MultifdBench.Workloads.Idle;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.PageCache;

/// <summary>
/// An idle guest after files were read and written: they are in its page cache, in what was free memory. One operation is one page
/// write of the idle guest's; pages of the cache are hit as any other.
/// </summary>
internal static class PageCacheGuest
{
    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } = ScenarioGenerator.OfProgram("page-cache", (parameters, request) =>
    {
        PageCacheParameters own = PageCacheParameters.Read(parameters);
        return new IdleProgram(own.Guest, own.AreaPages, own.ZeroRuns, request.Seed);
    });
}
