using System.Numerics;
using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Source;

/// <summary>
/// The migration thread's own bitmap of pages still to send, over all RAM blocks, with a cursor that goes round and round (QEMU's
/// <c>rb->bmap</c> and <c>PageSearchStatus</c>). Used by one thread.
/// </summary>
internal sealed class MigrationBitmap
{
    private readonly RamBlock[] _blocks;
    private readonly ulong[][] _words;
    private int _block;
    private long _page;

    /// <summary>Creates a bitmap with every page set.</summary>
    public MigrationBitmap(GuestMemory memory)
    {
        _blocks = [.. memory.Blocks];
        _words = [.. _blocks.Select(block => AllSet(block.PageCount))];
        RemainingPages = memory.TotalPages;
    }

    /// <summary>Pages set.</summary>
    public long RemainingPages { get; private set; }

    /// <summary>Times the cursor has passed the last block's end: between two versions of a page there is always such a pass.</summary>
    public long Wraps { get; private set; }

    /// <summary>Moves every block's dirty log in.</summary>
    /// <returns>Pages that were not set before.</returns>
    public long Sync()
    {
        long newlyDirty = 0;
        for (int i = 0; i < _blocks.Length; i++) newlyDirty += _blocks[i].Dirty.SyncInto(_words[i]);
        RemainingPages += newlyDirty;
        return newlyDirty;
    }

    /// <summary>Finds the next set page at or after the cursor, clears it and moves the cursor behind it.</summary>
    /// <returns>False when no page is set.</returns>
    public bool TryTakeNext(out RamBlock block, out long page)
    {
        block = _blocks[_block];
        page = 0;
        if (RemainingPages == 0) return false;
        while ((page = NextSet(_words[_block], _page)) < 0) NextBlock();
        block = _blocks[_block];
        _words[_block][page >> 6] &= ~(1UL << (int)(page & 63));
        RemainingPages--;
        _page = page + 1;
        return true;
    }

    /// <summary>Clears a page and moves the cursor behind it, as <see cref="TryTakeNext"/> does with a page that it found.</summary>
    /// <returns>Whether it was set.</returns>
    public bool TryTake(RamBlock block, long page)
    {
        int index = Array.IndexOf(_blocks, block);
        ref ulong word = ref _words[index][page >> 6];
        ulong bit = 1UL << (int)(page & 63);
        if ((word & bit) == 0) return false;
        word &= ~bit;
        RemainingPages--;
        _block = index;
        _page = page + 1;
        return true;
    }

    /// <summary>The longest ranges of set pages, block by block.</summary>
    public IEnumerable<PageRange> Ranges()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            for (long first = NextSet(_words[i], 0); first >= 0;)
            {
                long end = first + 1;
                while (end < _blocks[i].PageCount && IsSet(_words[i], end)) end++;
                yield return new PageRange(_blocks[i], first, end - first);
                first = NextSet(_words[i], end);
            }
        }
    }

    private static bool IsSet(ulong[] words, long page) => (words[page >> 6] >> (int)(page & 63) & 1) != 0;

    private static ulong[] AllSet(long pages)
    {
        ulong[] words = new ulong[DirtyBitmap.WordCount(pages)];
        words.AsSpan().Fill(ulong.MaxValue);
        int tail = (int)(pages & 63);
        if (tail != 0) words[^1] = (1UL << tail) - 1;
        return words;
    }

    /// <summary>The first set bit at or after <paramref name="from"/>, or −1.</summary>
    private static long NextSet(ulong[] words, long from)
    {
        int index = (int)(from >> 6);
        if (index >= words.Length) return -1;
        ulong word = words[index] & (ulong.MaxValue << (int)(from & 63));
        if (word == 0)
        {
            int skipped = words.AsSpan(index + 1).IndexOfAnyExcept(0UL);
            if (skipped < 0) return -1;
            index += 1 + skipped;
            word = words[index];
        }

        return ((long)index << 6) + BitOperations.TrailingZeroCount(word);
    }

    private void NextBlock()
    {
        _page = 0;
        if (++_block < _blocks.Length) return;
        _block = 0;
        Wraps++;
    }
}
