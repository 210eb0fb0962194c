using System.Numerics;
using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Multifd.Qemu;

/// <summary>What arrived between two barriers, or in a round of them.</summary>
/// <param name="EndNs">When the last barrier was reached, after the start, nanoseconds.</param>
/// <param name="DurationNs">Time since the barrier before the first one, nanoseconds.</param>
/// <param name="Pages">Pages with content and zero pages.</param>
/// <param name="WireBytes">Bytes on all connections.</param>
public readonly record struct ReceivedEpoch(long EndNs, long DurationNs, PageCounts Pages, long WireBytes);

/// <summary>
/// Epochs and rounds of a migration, seen from its end. A source does not say when it syncs its dirty bitmap, but within a round it sends
/// no page twice: a round is counted anew with the first epoch that repeats a page of the current one. That is a lower bound of QEMU's
/// <c>dirty-sync-count</c>.
/// </summary>
/// <remarks>Channel threads mark pages in the blocks' dirty logs; <see cref="EndEpoch"/> runs while they all wait.</remarks>
internal sealed class EpochLog
{
    private readonly List<ReceivedEpoch> _epochs = [];
    private readonly List<ReceivedEpoch> _rounds = [];
    private RamBlock[] _blocks = [];
    private ulong[][] _round = [];
    private ulong[][] _epoch = [];
    private PageCounts _pages;
    private long _wireBytes;
    private long _endNs;

    /// <summary>Times between barriers and what arrived then.</summary>
    public IReadOnlyList<ReceivedEpoch> Epochs => _epochs;

    /// <summary>The rounds; set-up is none.</summary>
    public IReadOnlyList<ReceivedEpoch> Rounds => _rounds;

    /// <summary>The blocks whose dirty logs say which pages arrived.</summary>
    public void Watch(GuestMemory memory)
    {
        _blocks = [.. memory.Blocks];
        _round = [.. _blocks.Select(block => new ulong[DirtyBitmap.WordCount(block.PageCount)])];
        _epoch = [.. _blocks.Select(block => new ulong[DirtyBitmap.WordCount(block.PageCount)])];
    }

    /// <summary>All channels have reached a barrier.</summary>
    /// <param name="nowNs">Time after the start.</param>
    /// <param name="pages">Pages so far.</param>
    /// <param name="wireBytes">Bytes so far.</param>
    public void EndEpoch(long nowNs, PageCounts pages, long wireBytes)
    {
        PageCounts newPages = new(pages.Normal - _pages.Normal, pages.Zero - _pages.Zero);
        ReceivedEpoch epoch = new(nowNs, nowNs - _endNs, newPages, wireBytes - _wireBytes);
        _epochs.Add(epoch);
        if (newPages.Total > 0) AddToRound(epoch);
        (_pages, _wireBytes, _endNs) = (pages, wireBytes, nowNs);
    }

    private void AddToRound(ReceivedEpoch epoch)
    {
        bool repeats = _rounds.Count == 0;
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i].Dirty.SyncInto(_epoch[i]);
            repeats |= Overlap(_epoch[i], _round[i]);
        }

        if (repeats) _rounds.Add(epoch);
        else _rounds[^1] = Join(_rounds[^1], epoch);
        for (int i = 0; i < _blocks.Length; i++)
        {
            if (repeats) Array.Clear(_round[i]);
            Move(_epoch[i], _round[i]);
        }
    }

    private static ReceivedEpoch Join(ReceivedEpoch a, ReceivedEpoch b) =>
        new(b.EndNs, b.EndNs - a.EndNs + a.DurationNs, new PageCounts(a.Pages.Normal + b.Pages.Normal, a.Pages.Zero + b.Pages.Zero),
            a.WireBytes + b.WireBytes);

    private static bool Overlap(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        Vector<ulong> common = Vector<ulong>.Zero;
        int i = 0;
        for (; i + Vector<ulong>.Count <= a.Length; i += Vector<ulong>.Count)
            common |= new Vector<ulong>(a[i..]) & new Vector<ulong>(b[i..]);
        for (; i < a.Length; i++)
        {
            if ((a[i] & b[i]) != 0) return true;
        }

        return common != Vector<ulong>.Zero;
    }

    private static void Move(Span<ulong> from, Span<ulong> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] |= from[i];
        from.Clear();
    }
}
