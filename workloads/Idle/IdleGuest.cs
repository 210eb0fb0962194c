using MultifdBench.Guest;
using MultifdBench.Workloads.Areas;

namespace MultifdBench.Workloads.Idle;

/// <summary>A guest's own pages by area, and the few page writes of its kernel. Used by one thread at a time.</summary>
/// <param name="parameters">How often it writes, and where.</param>
/// <param name="seed">Of its pages and writes.</param>
internal sealed class IdleGuest(IdleParameters parameters, ulong seed)
{
    private AreaPages? _pages;
    private IdleActivity? _activity;

    /// <summary>Writes its pages.</summary>
    /// <param name="block">The RAM block, zero.</param>
    /// <param name="pageCount">Pages from the block's beginning that are its own.</param>
    /// <param name="areas">What is in them, in order of addresses.</param>
    /// <param name="zeroRuns">How zero pages lie between.</param>
    public void Fill(RamBlock block, long pageCount, IReadOnlyList<(Area Area, long Pages)> areas, ZeroRuns zeroRuns)
    {
        _pages = new AreaPages(AreaPlan.Plan(areas, pageCount, zeroRuns, seed), seed);
        _pages.Write(block);
        Rewind();
    }

    /// <summary>Resets its own state to what it was after <see cref="Fill"/>.</summary>
    public void Rewind() => _activity = new IdleActivity(parameters, _pages!, seed);

    /// <summary>Writes pages, some of them perhaps twice.</summary>
    /// <exception cref="InvalidOperationException">It has not been filled.</exception>
    public void Write(RamBlock block, int count, long guestNs)
    {
        if (_activity is null) throw new InvalidOperationException("The guest's memory has not been filled.");
        _activity.Write(block, count, guestNs);
    }
}
