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
    private const uint CodeSpace = 1 << 16; // where codes end when their first bit is bit 15

    private readonly SortedSymbols _symbols = new();
    private readonly uint[] _templates;
    private readonly bool _hasLiterals;

    /// <param name="entries">Room for the first level and for all subtables that a complete code can need; it does not move.</param>
    /// <param name="indexBits">Bits that index the first level, at most 15; 5 or more for literals.</param>
    /// <param name="templates">Entries of the alphabet, without code lengths.</param>
    /// <param name="hasLiterals">Whether the first 256 symbols are literals.</param>
    public DecodeTable(uint* entries, int indexBits, uint[] templates, bool hasLiterals)
    {
        Entries = entries;
        IndexBits = indexBits;
        _templates = templates;
        _hasLiterals = hasLiterals;
    }

    /// <summary>Bits that index the first level.</summary>
    public int IndexBits { get; }

    /// <summary>The first level, and the subtables behind it; the owner of the memory holds it.</summary>
    public uint* Entries { get; }

    /// <summary>
    /// Builds the table, or says what is wrong with the code. A lone code of one bit is allowed to be incomplete, and so is a code without
    /// any symbol: what is missing decodes as "no symbol" [zlib inflate accepts the same].
    /// </summary>
    /// <param name="lengths">Code lengths, 0 to 15; <see cref="SortedSymbols.ReadAhead"/> bytes behind them can be read.</param>
    /// <param name="symbolCount">How many.</param>
    public InflateStatus Build<TKernel>(byte* lengths, int symbolCount)
        where TKernel : struct, IKernel
    {
        _symbols.Sort<TKernel>(lengths, symbolCount);
        InflateStatus status = CheckKraft(_symbols.Counts, symbolCount, out bool complete);
        if (status != InflateStatus.Done) return status;
        if (!complete)
        {
            FillLone();
            return InflateStatus.Done;
        }

        byte* known = stackalloc byte[SecondLengths.Bytes];
        if (_hasLiterals) SecondLengths.Find<TKernel>(_symbols, IndexBits, known);
        Fill();
        if (_hasLiterals) TKernel.AddSeconds(Entries, IndexBits, known, _symbols);
        return InflateStatus.Done;
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

    private uint LowStep => _hasLiterals ? DecodeEntry.LiteralLengthStep : DecodeEntry.MatchLengthStep;

    private ref uint LowTemplates => ref MemoryMarshal.GetArrayDataReference(_templates);

    private ref uint HighTemplates => ref Unsafe.Add(ref LowTemplates, SortedSymbols.MaxSymbols);

    private void FillLone()
    {
        uint lone = DecodeEntry.NoSymbol | 1;
        if (_symbols.LowCounts[1] != 0) lone = Unsafe.Add(ref LowTemplates, _symbols.Low[0]) + LowStep;
        else if (_symbols.HighCounts[1] != 0) lone = Unsafe.Add(ref HighTemplates, _symbols.High[0]) + DecodeEntry.MatchLengthStep;
        for (int i = 0; i < 1 << IndexBits; i++) Entries[i] = (i & 1) == 0 ? lone : DecodeEntry.NoSymbol | 1;
    }

    /// <summary>
    /// Fills the first level in code order. With all codes of up to n bits placed in 2^n entries, the table for n + 1 bits is two copies of
    /// it with the next codes put in; so most of the work is done by copying.
    /// </summary>
    private void Fill()
    {
        uint* table = Entries;
        byte* low = _symbols.Low, high = _symbols.High;
        uint code = 0; // the next one, its first bit in bit 15
        int length = 1;
        while (_symbols.Counts[length] == 0) length++;
        for (; length <= IndexBits; length++)
        {
            uint step = 1u << (16 - length);
            code = Put(table, code, step, low, _symbols.LowCounts[length], ref LowTemplates, LowStep * (uint)length);
            code = Put(table, code, step, high, _symbols.HighCounts[length], ref HighTemplates, DecodeEntry.MatchLengthStep * (uint)length);
            low += _symbols.LowCounts[length];
            high += _symbols.HighCounts[length];
            if (length < IndexBits) Double(table, length);
        }

        if (code < CodeSpace) FillSubtables(code, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Put(uint* table, uint code, uint step, byte* symbols, uint count, ref uint templates, uint length)
    {
        for (byte* end = symbols + count; symbols < end; symbols++, code += step)
            table[ReversedBits.Of16(code)] = Unsafe.Add(ref templates, *symbols) + length;
        return code;
    }

    private static void Double(uint* table, int length) =>
        Buffer.MemoryCopy(table, table + (1 << length), 4L << length, 4L << length);

    private void FillSubtables(uint code, byte* low, byte* high)
    {
        var subtable = new Subtable { Prefix = uint.MaxValue, End = 1u << IndexBits };
        for (int length = IndexBits + 1; code < CodeSpace; length++)
        {
            for (uint i = _symbols.LowCounts[length]; i > 0; i--)
                PutInSubtable(ref subtable, ref code, length, Unsafe.Add(ref LowTemplates, *low++), LowStep);
            for (uint i = _symbols.HighCounts[length]; i > 0; i--)
                PutInSubtable(ref subtable, ref code, length, Unsafe.Add(ref HighTemplates, *high++), DecodeEntry.MatchLengthStep);
        }
    }

    /// <summary>The first-level bits are consumed on the way to a subtable, so its entries count only what is left.</summary>
    private void PutInSubtable(ref Subtable subtable, ref uint code, int length, uint template, uint step)
    {
        uint reversed = ReversedBits.Of16(code), prefix = reversed & ((1u << IndexBits) - 1);
        if (prefix != subtable.Prefix)
        {
            int bits = SubtableBits(length);
            subtable = new Subtable { Prefix = prefix, Start = subtable.End, End = subtable.End + (1u << bits) };
            Entries[prefix] = DecodeEntry.Subtable | subtable.Start << 16 | (uint)bits << 8 | (uint)IndexBits;
        }

        int left = length - IndexBits;
        for (uint i = subtable.Start + (reversed >> IndexBits); i < subtable.End; i += 1u << left)
            Entries[i] = template + step * (uint)left;
        _symbols.Counts[length]--;
        code += 1u << (16 - length);
    }

    /// <summary>The smallest subtable that takes all codes of the present prefix: it grows while they do not fill it.</summary>
    private int SubtableBits(int length)
    {
        int bits = length - IndexBits;
        uint space = _symbols.Counts[length];
        while (space < 1u << bits)
        {
            bits++;
            space = (space << 1) + _symbols.Counts[IndexBits + bits];
        }

        return bits;
    }

    private struct Subtable
    {
        public uint Prefix;
        public uint Start;
        public uint End;
    }
}
