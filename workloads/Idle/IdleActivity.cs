using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Workloads.Areas;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle;

/// <summary>The few page writes of a guest that does nothing: timers, scheduler, write-back. Used by one thread at a time.</summary>
internal sealed class IdleActivity
{
    private const ulong OperationStream = ulong.MaxValue;

    private readonly IdleParameters _parameters;
    private readonly AreaPages _pages;
    private readonly long[] _hotPages;
    private SeededRandom _random;

    /// <summary>Activity on the non-zero pages of <paramref name="pages"/>.</summary>
    public IdleActivity(IdleParameters parameters, AreaPages pages, ulong seed)
    {
        _parameters = parameters;
        _pages = pages;
        _hotPages = pages.Spread(parameters.HotPages);
        _random = new SeededRandom(seed, OperationStream);
    }

    /// <summary>Writes <paramref name="count"/> pages, some of them perhaps twice.</summary>
    public void Write(RamBlock block, int count, long guestNs)
    {
        if (_hotPages.Length == 0) return;
        for (int i = 0; i < count; i++)
        {
            bool hot = _random.Chance(_parameters.HotWriteShare);
            long page = hot ? _hotPages[_random.Below(_hotPages.Length)] : _pages.PageOf(_random.Below(_pages.ResidentPages));
            // A page's clock is always in the same place, so a page does not wear into noise however long the guest runs.
            int offset = (int)(SeededRandom.Mix((ulong)page) & (Page.SizeBytes - sizeof(ulong)));
            BinaryPrimitives.WriteInt64LittleEndian(block.GetPage(page)[offset..], guestNs);
            block.Dirty.Mark(page);
        }
    }
}
