using System.Runtime.CompilerServices;

namespace MultifdBench.Guest;

/// <summary>
/// Which pages of a RAM block are missing, asked for and touched, one bit a page each. A guest's access costs a look at one bit once it has
/// touched the page. Bits change under the lock of <see cref="MissingPages"/>; only <see cref="Touch(long)"/> reads one without it.
/// </summary>
internal sealed class MissingBlock(RamBlock memory, RamBlock reference, MissingPages owner)
{
    private readonly ulong[] _missing = new ulong[DirtyBitmap.WordCount(memory.PageCount)];
    private readonly ulong[] _asked = new ulong[DirtyBitmap.WordCount(memory.PageCount)];
    private readonly ulong[] _touched = new ulong[DirtyBitmap.WordCount(memory.PageCount)];

    /// <summary>Where the pages arrive.</summary>
    public RamBlock Memory => memory;

    /// <summary>What they should be.</summary>
    public RamBlock Reference => reference;

    /// <summary>A guest's access to a page: returns when it is there and has been compared once.</summary>
    /// <exception cref="GuestLostException">It will not come.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch(long page)
    {
        if (!IsTouched(page)) owner.Fault(this, page);
    }

    /// <summary>An access to neighbouring pages.</summary>
    public void Touch(long first, long count)
    {
        for (long page = first; page < first + count; page++) Touch(page);
    }

    /// <summary>An access to a range of bytes.</summary>
    public void TouchBytes(long offset, int length)
    {
        if (length == 0) return;
        long first = offset >> Page.Shift;
        Touch(first, ((offset + length - 1) >> Page.Shift) - first + 1);
    }

    public bool IsTouched(long page) => IsSet(_touched, page);

    public bool IsMissing(long page) => IsSet(_missing, page);

    public bool IsAsked(long page) => IsSet(_asked, page);

    /// <summary>Makes a page missing.</summary>
    /// <returns>Whether it was there before.</returns>
    public bool Discard(long page) => Set(_missing, page);

    /// <summary>Notes that somebody has asked for a page.</summary>
    /// <returns>Whether nobody had before.</returns>
    public bool Ask(long page) => Set(_asked, page);

    public void SetTouched(long page) => Set(_touched, page);

    public void Arrived(long page) => _missing[page >> 6] &= ~Bit(page);

    private static bool IsSet(ulong[] words, long page) => (Volatile.Read(ref words[page >> 6]) & Bit(page)) != 0;

    private static bool Set(ulong[] words, long page)
    {
        ulong before = words[page >> 6];
        Volatile.Write(ref words[page >> 6], before | Bit(page));
        return (before & Bit(page)) == 0;
    }

    private static ulong Bit(long page) => 1UL << (int)(page & 63);
}
