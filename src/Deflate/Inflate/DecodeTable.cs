using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Huffman;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>
/// A two-level decode table for one canonical code: the next <see cref="IndexBits"/> bits of the stream find the entry, longer codes
/// go through a subtable. Rebuilt in place for every dynamic block. Not thread-safe while it is built.
/// </summary>
internal sealed unsafe class DecodeTable
{
    private readonly ushort[] _sortedStorage = GC.AllocateArray<ushort>(Alphabet.FixedLiteralLengthCount, pinned: true);
    private readonly ushort* _sorted;
    private readonly uint[] _templates;
    private readonly int _firstMatchSymbol;

    /// <param name="entries">Room for the first level and for all subtables that a complete code can need; it does not move.</param>
    /// <param name="indexBits">Bits that index the first level, at most 15.</param>
    /// <param name="templates">Entries of the alphabet, without code lengths.</param>
    /// <param name="firstMatchSymbol">First symbol whose entry has extra bits.</param>
    public DecodeTable(uint* entries, int indexBits, uint[] templates, int firstMatchSymbol)
    {
        Entries = entries;
        IndexBits = indexBits;
        _templates = templates;
        _firstMatchSymbol = firstMatchSymbol;
        fixed (ushort* sorted = _sortedStorage) _sorted = sorted; // on the pinned heap, held by this object
    }

    /// <summary>Bits that index the first level.</summary>
    public int IndexBits { get; }

    /// <summary>The first level, and the subtables behind it; the owner of the memory holds it.</summary>
    public uint* Entries { get; }

    /// <summary>
    /// Builds the table, or says what is wrong with the code. A lone code of one bit is allowed to be incomplete, and so is a code without
    /// any symbol: what is missing decodes as "no symbol" [zlib inflate accepts the same].
    /// </summary>
    public InflateStatus Build<TKernel>(byte* lengths, int symbolCount)
        where TKernel : struct, IKernel
    {
        uint* counts = stackalloc uint[LengthCounts.Room];
        LengthCounts.Count(lengths, symbolCount, counts);
        InflateStatus status = CheckKraft(counts, symbolCount, out bool complete);
        if (status != InflateStatus.Done) return status;
        Sort<TKernel>(lengths, symbolCount, counts);
        if (complete) Fill(counts);
        else FillLone(counts[1] != 0);
        return InflateStatus.Done;
    }

    /// <summary>
    /// Puts up to three literals into one entry wherever their codes fit the index together: for tables that serve many pages. The table
    /// cannot be built again from joined entries, only from code lengths.
    /// </summary>
    public void JoinLiterals()
    {
        uint[] singles = new ReadOnlySpan<uint>(Entries, 1 << IndexBits).ToArray();
        for (uint index = 0; index < singles.Length; index++) Entries[index] = Joined(singles, index);
    }

    private uint Joined(uint[] singles, uint index)
    {
        uint entry = singles[index];
        if ((entry & DecodeEntry.LiteralMask) == 0) return entry;
        int bits = (int)(entry & DecodeEntry.BitsMask), count = 1;
        uint bytes = entry >> 8;
        while (count < 3)
        {
            uint next = singles[index >> bits];
            int nextBits = (int)(next & DecodeEntry.BitsMask);
            if ((next & DecodeEntry.LiteralMask) == 0 || bits + nextBits > IndexBits) break;
            bytes |= next >> 8 << (8 * count++);
            bits += nextBits;
        }

        return bytes << 8 | (uint)count << 6 | (uint)bits;
    }

    private static InflateStatus CheckKraft(uint* counts, int symbolCount, out bool complete)
    {
        int left = 1;
        complete = false;
        for (int length = 1; length <= Alphabet.MaxCodeLength; length++)
        {
            left = (left << 1) - (int)counts[length];
            if (left < 0) return InflateStatus.OverSubscribedCode;
        }

        complete = left == 0;
        uint used = (uint)symbolCount - counts[0];
        bool lone = used == 0 || (used == 1 && counts[1] == 1);
        return complete || lone ? InflateStatus.Done : InflateStatus.IncompleteCode;
    }

    /// <summary>Symbols by code length, then by value: the order of their codes.</summary>
    private void Sort<TKernel>(byte* lengths, int symbolCount, uint* counts)
        where TKernel : struct, IKernel
    {
        uint* offsets = stackalloc uint[Alphabet.MaxCodeLength + 1];
        uint offset = 0;
        for (int length = 1; length <= Alphabet.MaxCodeLength; length++)
        {
            offsets[length] = offset;
            offset += counts[length];
        }

        ushort* sorted = _sorted;
        int symbol = 0;
        for (; symbol + 32 <= symbolCount; symbol += 32)
        {
            // Only symbols that have a code, usually a third to a half of them.
            for (uint used = TKernel.NonZero(lengths + symbol); used != 0; used &= used - 1)
            {
                int at = symbol + BitOperations.TrailingZeroCount(used);
                sorted[offsets[lengths[at]]++] = (ushort)at;
            }
        }

        for (; symbol < symbolCount; symbol++)
        {
            if (lengths[symbol] != 0) sorted[offsets[lengths[symbol]]++] = (ushort)symbol;
        }
    }

    private void FillLone(bool hasSymbol)
    {
        uint lone = hasSymbol ? EntryOf(0, 1) : DecodeEntry.NoSymbol | 1;
        for (int i = 0; i < 1 << IndexBits; i++) Entries[i] = (i & 1) == 0 ? lone : DecodeEntry.NoSymbol | 1;
    }

    private uint EntryOf(int rank, int length)
    {
        uint symbol = _sorted[rank];
        uint step = symbol < (uint)_firstMatchSymbol ? DecodeEntry.LiteralLengthStep : DecodeEntry.MatchLengthStep;
        return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_templates), symbol) + step * (uint)length;
    }

    /// <summary>
    /// Fills the first level in code order. With all codes of up to n bits placed in 2^n entries, the table for n + 1 bits is two copies of
    /// it with the next codes put in; so most of the work is done by copying.
    /// </summary>
    private void Fill(uint* counts)
    {
        uint* table = Entries;
        int length = 1;
        while (counts[length] == 0) length++;
        uint code = 0; // bit-reversed: the stream's first bit is the lowest
        int rank = 0;
        int size = Math.Min(length, IndexBits);
        while (length <= IndexBits)
        {
            uint last = (1u << length) - 1;
            for (uint i = counts[length]; i > 0; i--)
            {
                table[code] = EntryOf(rank++, length);
                if (code == last)
                {
                    for (; length < IndexBits; length++) Double(table, length);
                    return;
                }

                code = NextCode(code, last);
            }

            do
            {
                if (length < IndexBits) Double(table, length);
                length++;
            }
            while (counts[length] == 0);
        }

        FillSubtables(counts, code, rank, length);
    }

    private static void Double(uint* table, int length) =>
        Buffer.MemoryCopy(table, table + (1 << length), 4L << length, 4L << length);

    /// <summary>Adds one to a bit-reversed code: the highest clear bit is set and all above it are cleared.</summary>
    private static uint NextCode(uint code, uint last)
    {
        uint bit = 1u << (31 - BitOperations.LeadingZeroCount(code ^ last));
        return (code & (bit - 1)) | bit;
    }

    private void FillSubtables(uint* counts, uint code, int rank, int length)
    {
        uint* table = Entries;
        uint prefixMask = (1u << IndexBits) - 1;
        uint prefix = uint.MaxValue;
        int subtableBits = 0;
        uint start = 0, end = 1u << IndexBits;
        while (true)
        {
            uint last = (1u << length) - 1;
            if ((code & prefixMask) != prefix)
            {
                prefix = code & prefixMask;
                start = end;
                subtableBits = SubtableBits(counts, length);
                end = start + (1u << subtableBits);
                table[prefix] = DecodeEntry.Subtable | start << 16 | (uint)subtableBits << 8 | (uint)IndexBits;
            }

            uint entry = EntryOf(rank++, length);
            uint step = 1u << (length - IndexBits);
            for (uint i = code >> IndexBits; i < 1u << subtableBits; i += step) table[start + i] = entry - Consumed(entry);
            if (code == last) return;
            code = NextCode(code, last);
            counts[length]--;
            while (counts[length] == 0) length++;
        }
    }

    /// <summary>The first-level bits are consumed on the way to a subtable, so its entries count only what is left.</summary>
    private uint Consumed(uint entry)
    {
        bool isMatch = (entry & (DecodeEntry.LiteralMask | DecodeEntry.Exceptional)) == 0;
        return (uint)IndexBits * (isMatch ? DecodeEntry.MatchLengthStep : DecodeEntry.LiteralLengthStep);
    }

    /// <summary>The smallest subtable that takes all codes of the present prefix: it grows while they do not fill it.</summary>
    private int SubtableBits(uint* counts, int length)
    {
        int bits = length - IndexBits;
        uint space = counts[length];
        while (space < 1u << bits)
        {
            bits++;
            space = (space << 1) + counts[IndexBits + bits];
        }

        return bits;
    }
}
