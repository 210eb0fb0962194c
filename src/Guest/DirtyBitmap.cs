using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultifdBench.Guest;

/// <summary>
/// The log of pages that a guest has written, one bit a page. Any number of guest threads mark it while one migration thread
/// moves the marks into its own bitmap at each dirty sync.
/// </summary>
/// <remarks>
/// The order that loses no write: the guest writes the page, then marks it (a full fence); the migration thread clears the mark
/// (a full fence) before anyone reads the page. A write that the reader missed is therefore marked again for the next round.
/// </remarks>
public sealed class DirtyBitmap
{
    private readonly ulong[] _words;
    private DirtyRing? _ring;
    private long _firstPage;

    /// <summary>Creates a log for <paramref name="pageCount"/> pages, none marked.</summary>
    public DirtyBitmap(long pageCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pageCount);
        PageCount = pageCount;
        _words = new ulong[WordCount(pageCount)];
    }

    /// <summary>Pages that the log covers.</summary>
    public long PageCount { get; }

    /// <summary>64-bit words needed for <paramref name="pageCount"/> bits.</summary>
    public static int WordCount(long pageCount) => checked((int)((pageCount + 63) >> 6));

    /// <summary>Marks a page as written. Thread-safe; call after the write itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(long page)
    {
        ref ulong word = ref _words[page >> 6];
        ulong bit = 1UL << (int)(page & 63);
        // Even an already marked page needs the fence: a reader that has just cleared the mark must see the write or a new mark.
        Interlocked.Or(ref word, bit);
        _ring?.Add(_firstPage + page);
    }

    /// <summary>
    /// Enters what is marked from now on into a ring too. Not while a guest thread marks; with a ring one thread at a time may mark.
    /// </summary>
    /// <param name="ring">The ring, or null for none.</param>
    /// <param name="firstPage">The number that the ring has for the first page.</param>
    internal void Feed(DirtyRing? ring, long firstPage) => (_ring, _firstPage) = (ring, firstPage);

    /// <summary>Whether a page is marked at this moment.</summary>
    public bool IsMarked(long page) => (Volatile.Read(ref _words[page >> 6]) >> (int)(page & 63) & 1) != 0;

    /// <summary>Pages marked at this moment, by popcount.</summary>
    public long CountMarked()
    {
        long count = 0;
        foreach (ulong word in _words) count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Clears every mark.</summary>
    public void Clear() => Array.Clear(_words);

    /// <summary>
    /// Moves all marks into <paramref name="migrationBitmap"/> and clears them here (QEMU's dirty sync). Guest threads may go on
    /// marking meanwhile; each of their marks ends up either in the bitmap or in the log.
    /// </summary>
    /// <param name="migrationBitmap">The migration thread's own bitmap, <see cref="WordCount"/> words long.</param>
    /// <returns>Pages that were not yet set in <paramref name="migrationBitmap"/>.</returns>
    public long SyncInto(Span<ulong> migrationBitmap)
    {
        if (migrationBitmap.Length != _words.Length)
            throw new ArgumentException($"The bitmap has {migrationBitmap.Length} words, the log {_words.Length}.",
                nameof(migrationBitmap));
        long newlyDirty = 0;
        ref ulong words = ref MemoryMarshal.GetArrayDataReference(_words);
        int i = 0;
        // A mostly clean log is the common case, so eight clean words are skipped at a time. Reading them without a fence is fine:
        // a mark that this pass misses stays in the log.
        for (; i + Vector512<ulong>.Count <= _words.Length; i += Vector512<ulong>.Count)
        {
            if (Vector512.LoadUnsafe(ref words, (nuint)i) == Vector512<ulong>.Zero) continue;
            for (int j = i; j < i + Vector512<ulong>.Count; j++)
                newlyDirty += MoveWord(ref Unsafe.Add(ref words, j), ref migrationBitmap[j]);
        }

        for (; i < _words.Length; i++) newlyDirty += MoveWord(ref Unsafe.Add(ref words, i), ref migrationBitmap[i]);
        return newlyDirty;
    }

    private static int MoveWord(ref ulong logWord, ref ulong bitmapWord)
    {
        if (Volatile.Read(ref logWord) == 0) return 0;
        ulong marks = Interlocked.Exchange(ref logWord, 0);
        int newlyDirty = BitOperations.PopCount(marks & ~bitmapWord);
        bitmapWord |= marks;
        return newlyDirty;
    }
}
