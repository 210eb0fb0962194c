namespace MultifdBench.Guest;

/// <summary>
/// A processor's ring of dirty pages, as KVM keeps one: a page is entered when it is written for the first time since the ring was last
/// emptied, and a ring that is full is emptied at once [Linux virt/kvm/dirty_ring.c; QEMU kvm-all.c: KVM_EXIT_DIRTY_RING_FULL]. Used by
/// one thread at a time.
/// </summary>
/// <remarks>
/// KVM lets a processor leave the guest a few hundred entries before the ring is full, so that what is in flight has room; here, and in the
/// figures that QEMU computes, a ring has its whole size.
/// </remarks>
public sealed class DirtyRing
{
    private readonly ulong[] _entered;
    private readonly long[] _entries;
    private int _count;
    private int _full;

    /// <summary>An empty ring.</summary>
    /// <param name="pageCount">Pages of the guest.</param>
    /// <param name="size">QEMU's <c>dirty-ring-size</c>, entries.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for an entry.</exception>
    public DirtyRing(long pageCount, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        _entered = new ulong[DirtyBitmap.WordCount(pageCount)];
        _entries = new long[size];
    }

    /// <summary>Pages that have been entered so far, those counted again that were written again after it was emptied.</summary>
    public long Pages { get; private set; }

    /// <summary>Enters a written page, unless it is in.</summary>
    /// <param name="page">The page's number in the guest.</param>
    public void Add(long page)
    {
        ref ulong word = ref _entered[page >> 6];
        ulong bit = 1UL << (int)(page & 63);
        if ((word & bit) != 0) return;
        word |= bit;
        _entries[_count++] = page;
        Pages++;
        if (_count < _entries.Length) return;
        _full++;
        Empty();
    }

    /// <summary>Empties it: each page is entered anew when it is next written.</summary>
    public void Empty()
    {
        foreach (long page in _entries.AsSpan(0, _count)) _entered[page >> 6] = 0;
        _count = 0;
    }

    /// <summary>How often it has been full since this was last asked.</summary>
    public int TakeFull()
    {
        int full = _full;
        _full = 0;
        return full;
    }
}
