using System.Diagnostics;

namespace MultifdBench.Guest;

/// <summary>
/// The memory of a guest that runs before all of its pages have arrived (postcopy): the guest uses a view, whose accesses wait; whoever
/// receives pages puts them into the memory itself. Presence is checked by software at each access. A page fault of the operating system
/// is no way: a managed thread that hangs in one cannot be suspended, and the collector would wait for it for ever. Thread-safe.
/// </summary>
/// <remarks>
/// At the guest's first access to a page it is compared with the source's, byte for byte, because the guest writes it afterwards;
/// <see cref="Compare"/> takes the pages that it never touched. So each page is compared once after it has arrived.
/// </remarks>
public sealed class MissingPages
{
    private readonly object _gate = new();
    private readonly MissingBlock[] _blocks;
    private readonly Action<RamBlock, long> _request;
    private readonly int _threads;
    private readonly long[] _latencies = new long[PageFaultFigures.BucketCount];
    private MemoryDifference? _touchedDifference;
    private long _count;
    private long _faults;
    private long _requests;
    private long _waitedNs;
    private long _blockedNs;
    private long _blockedSince;
    private int _waiting;
    private bool _isBroken;

    /// <summary>Nothing is missing yet.</summary>
    /// <param name="memory">Where pages arrive.</param>
    /// <param name="reference">What they should be, which does not change from the first <see cref="Discard"/> on.</param>
    /// <param name="guestThreads">Threads that use the view.</param>
    /// <param name="request">
    /// Asks for a page, on a thread of the guest; does not throw: where it cannot ask, it calls <see cref="Break"/>.
    /// </param>
    /// <exception cref="ArgumentException">The layouts differ.</exception>
    public MissingPages(GuestMemory memory, GuestMemory reference, int guestThreads, Action<RamBlock, long> request)
    {
        if (!memory.Layout.SequenceEqual(reference.Layout)) throw new ArgumentException("The RAM blocks differ.", nameof(reference));
        _blocks = [.. memory.Blocks.Select((block, i) => new MissingBlock(block, reference.Blocks[i], this))];
        _threads = guestThreads;
        _request = request;
        View = memory.ViewWith(_blocks);
    }

    /// <summary>The memory as the guest sees it.</summary>
    public GuestMemory View { get; }

    /// <summary>Pages that are missing.</summary>
    public long Count
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    /// <summary>What the guest has noticed so far.</summary>
    public PageFaultFigures Figures
    {
        get
        {
            lock (_gate) return new PageFaultFigures(_faults, _requests, _waitedNs, _blockedNs, [.. _latencies]);
        }
    }

    /// <summary>Makes pages missing. The guest does not run.</summary>
    /// <param name="block">A block of the memory, not of the view.</param>
    /// <param name="first">First page, inside the block.</param>
    /// <param name="count">Pages, inside the block.</param>
    public void Discard(RamBlock block, long first, long count)
    {
        MissingBlock missing = Find(block);
        lock (_gate)
        {
            for (long page = first; page < first + count; page++) _count += missing.Discard(page) ? 1 : 0;
        }
    }

    /// <summary>Whether a page is missing.</summary>
    public bool IsMissing(RamBlock block, long page)
    {
        lock (_gate) return Find(block).IsMissing(page);
    }

    /// <summary>A missing page has its content: accesses that wait for it go on.</summary>
    public void Arrived(RamBlock block, long page)
    {
        MissingBlock missing = Find(block);
        lock (_gate)
        {
            if (!missing.IsMissing(page)) return;
            missing.Arrived(page);
            _count--;
            // Only a page that was asked for is waited for: to wake the guest for each of the others would cost more than to send them.
            if (missing.IsAsked(page)) Monitor.PulseAll(_gate);
        }
    }

    /// <summary>No page will come any more: accesses that wait for one, and later ones, throw. Idempotent.</summary>
    public void Break()
    {
        lock (_gate)
        {
            _isBroken = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>How the memory differs from the reference; the guest does not run.</summary>
    /// <returns>What was found when pages were touched, and in those that were not; null for no difference.</returns>
    public MemoryDifference? Compare()
    {
        MemoryDifference? difference = _touchedDifference;
        foreach (MissingBlock block in _blocks)
        {
            Lock gate = new();
            PageChunks.ForEach(block.Memory, (first, count) =>
            {
                for (long page = first; page < first + count; page++)
                {
                    if (block.IsTouched(page) || AreEqual(block, page)) continue;
                    lock (gate) difference = Add(difference, block, page);
                }
            });
        }

        return difference;
    }

    /// <summary>The guest's first access to a page.</summary>
    /// <exception cref="GuestLostException">It will not come.</exception>
    internal void Fault(MissingBlock block, long page)
    {
        long start = Stopwatch.GetTimestamp();
        bool asks;
        lock (_gate)
        {
            if (!block.IsMissing(page))
            {
                Verify(block, page);
                return;
            }

            _faults++;
            asks = block.Ask(page);
            if (asks) _requests++;
            if (++_waiting == _threads) _blockedSince = start;
        }

        if (asks) _request(block.Memory, page);
        lock (_gate)
        {
            while (block.IsMissing(page) && !_isBroken) Monitor.Wait(_gate);
            EndWait(start);
            if (block.IsMissing(page)) throw new GuestLostException();
            Verify(block, page);
        }
    }

    private static bool AreEqual(MissingBlock block, long page) => block.Memory.GetPage(page).SequenceEqual(block.Reference.GetPage(page));

    private static MemoryDifference Add(MemoryDifference? sum, MissingBlock block, long page)
    {
        long offset = page << Page.Shift;
        if (sum is null) return new MemoryDifference(block.Memory.Name, offset, 1);
        bool isEarlier = sum.Block == block.Memory.Name && offset < sum.OffsetBytes;
        return sum with { OffsetBytes = isEarlier ? offset : sum.OffsetBytes, DifferingPages = sum.DifferingPages + 1 };
    }

    /// <summary>Compares a page before anything of the guest can have written it: its other threads wait at the gate.</summary>
    private void Verify(MissingBlock block, long page)
    {
        if (block.IsTouched(page)) return;
        if (!AreEqual(block, page)) _touchedDifference = Add(_touchedDifference, block, page);
        block.SetTouched(page);
    }

    private void EndWait(long start)
    {
        long ns = (long)(Stopwatch.GetElapsedTime(start).TotalMilliseconds * 1e6);
        _waitedNs += ns;
        _latencies[PageFaultFigures.BucketOf(ns)]++;
        if (_waiting-- == _threads) _blockedNs += (long)(Stopwatch.GetElapsedTime(_blockedSince).TotalMilliseconds * 1e6);
    }

    private MissingBlock Find(RamBlock memory)
    {
        // A guest has a handful of blocks.
        foreach (MissingBlock block in _blocks)
        {
            if (ReferenceEquals(block.Memory, memory)) return block;
        }

        throw new ArgumentException($"RAM block '{memory.Name}' is none of this memory.", nameof(memory));
    }
}
