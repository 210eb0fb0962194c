using MultifdBench.Guest;
using MultifdBench.Workloads.Areas;
using MultifdBench.Workloads.Idle;
using MultifdBench.Workloads.Running;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.PageCache;

/// <summary>
/// An idle guest after files were read and written: they are in its page cache, in what was free memory. One operation is one page
/// write of the idle guest's; pages of the cache are hit as any other.
/// </summary>
internal sealed class PageCacheProgram : IGuestProgram
{
    private readonly PageCacheParameters _parameters;
    private readonly ulong _seed;
    private AreaPages? _pages;
    private IdleActivity? _activity;

    private PageCacheProgram(PageCacheParameters parameters, ulong seed)
    {
        _parameters = parameters;
        _seed = seed;
    }

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } = ScenarioGenerator.OfProgram(
        "page-cache", (parameters, request) => new PageCacheProgram(PageCacheParameters.Read(parameters), request.Seed));

    /// <inheritdoc/>
    public double OperationsPerSecond => _parameters.Guest.PageWritesPerSecond;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        RamBlock block = memory.Blocks[0];
        Extent[] extents = AreaPlan.Plan(_parameters.AreaPages(block.LengthBytes), block.PageCount, _parameters.ZeroRuns, _seed);
        _pages = new AreaPages(extents, _seed);
        _pages.Write(block);
        Rewind();
    }

    /// <inheritdoc/>
    public void Rewind() => _activity = new IdleActivity(_parameters.Guest, _pages!, _seed);

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs)
    {
        if (_activity is null) throw new InvalidOperationException("The guest's memory has not been filled.");
        _activity.Write(memory.Blocks[0], count, guestNs);
    }
}
