using System.Numerics;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Huffman;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Compress;

/// <summary>The code lengths of a dynamic block on the wire [RFC1951 §3.2.7]. Reused from block to block; not thread-safe.</summary>
internal sealed unsafe class DynamicHeader
{
    private const byte NoLength = 0xff;
    private const int LengthRoom = 384; // 316 lengths, and the vectors that look past them
    private const int SymbolBits = 5; // of an item; then three for the number of its extra bits, and these

    private readonly byte[] _bytes = GC.AllocateArray<byte>(LengthRoom, pinned: true);
    private readonly ushort[] _words = GC.AllocateArray<ushort>(LengthRoom, pinned: true);
    private readonly uint[] _counts = GC.AllocateArray<uint>(32, pinned: true);
    private readonly byte* _lengths;
    private readonly ushort* _items;
    private readonly uint* _precodeCounts;
    private readonly CodeLengths _codeLengths;
    private readonly PrefixCode _precode = new(Alphabet.PrecodeCount);
    private int _itemCount;
    private int _literalCount;
    private int _distanceCount;
    private int _precodeSent;

    public DynamicHeader(CodeLengths codeLengths)
    {
        _codeLengths = codeLengths;
        fixed (byte* bytes = _bytes) _lengths = bytes; // all on the pinned heap, held by this object
        fixed (ushort* words = _words) _items = words;
        fixed (uint* counts = _counts) _precodeCounts = counts;
    }

    /// <summary>Packs the lengths and makes the code that they are sent in.</summary>
    /// <returns>Bits of the header, block type included.</returns>
    public int Prepare<TKernel>(PrefixCode literals, PrefixCode distances)
        where TKernel : struct, IKernel
    {
        _literalCount = Alphabet.LiteralLengthCount;
        while (literals.Lengths[_literalCount - 1] == 0) _literalCount--;
        _distanceCount = Alphabet.DistanceCount;
        while (_distanceCount > 1 && distances.Lengths[_distanceCount - 1] == 0) _distanceCount--;
        Buffer.MemoryCopy(literals.Lengths, _lengths, LengthRoom, _literalCount);
        Buffer.MemoryCopy(distances.Lengths, _lengths + _literalCount, 32, _distanceCount);
        for (int length = 0; length <= Alphabet.MaxCodeLength; length++)
            _precodeCounts[length] = literals.ByLength[length] + distances.ByLength[length];
        _precodeCounts[0] -= (uint)(literals.Symbols - _literalCount + distances.Symbols - _distanceCount);
        Pack<TKernel>(_literalCount + _distanceCount);
        _codeLengths.Build(_precodeCounts, Alphabet.MaxPrecodeLength, _precode);
        _precodeSent = Alphabet.PrecodeCount;
        while (_precodeSent > 4 && _precode.Lengths[Alphabet.PrecodeOrder[_precodeSent - 1]] == 0) _precodeSent--;
        int bits = 3 + 14 + 3 * _precodeSent;
        for (int symbol = 0; symbol < Alphabet.PrecodeCount; symbol++)
            bits += (int)_precodeCounts[symbol] * (_precode.Lengths[symbol] + ExtraBits(symbol));
        return bits;
    }

    private static int ExtraBits(int symbol) => symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 };

    /// <summary>
    /// Lengths to precode symbols. Most lengths are sent one by one; where a repeat pays is found with bit masks beforehand, so that what
    /// is between is copied. Counts begin as those of all lengths and lose what repeats stand for.
    /// </summary>
    private void Pack<TKernel>(int count)
        where TKernel : struct, IKernel
    {
        new Span<uint>(_precodeCounts + 16, 16).Clear();
        byte* lengths = _lengths;
        new Span<byte>(lengths + count, 64).Fill(NoLength);
        ushort* item = _items;
        int i = 0;
        for (int word = 0; word < count; word += 32)
        {
            for (uint starts = TKernel.RunStarts(lengths + word, NoLength); starts != 0; starts &= starts - 1)
            {
                int start = word + BitOperations.TrailingZeroCount(starts);
                if (start < i) continue; // inside the run before
                TKernel.WidenLiterals(lengths + i, item, (uint)(start - i));
                item += start - i;
                // The end marker is equal to no length before it.
                int run = 1 + TKernel.MatchLength(lengths + start + 1, lengths + start, count);
                item = PackRun(lengths[start], run, item);
                i = start + run;
            }
        }

        TKernel.WidenLiterals(lengths + i, item, (uint)(count - i));
        _itemCount = (int)(item - _items) + count - i;
    }

    private ushort* PackRun(byte length, int run, ushort* item)
    {
        if (length != 0)
        {
            // Symbol 16 repeats what came before, so the first goes out by itself.
            *item++ = length;
            item = PackRepeats(length, 16, 3, 6, run - 1, item, out run);
        }
        else
        {
            if (run > 10) item = PackRepeats(length, 18, 11, 138, run, item, out run);
            item = PackRepeats(length, 17, 3, 10, run, item, out run);
        }

        for (; run > 0; run--) *item++ = length;
        return item;
    }

    private ushort* PackRepeats(byte length, int symbol, int least, int most, int run, ushort* item, out int left)
    {
        while (run >= least)
        {
            int repeats = Math.Min(run, most);
            *item++ = (ushort)(symbol | ExtraBits(symbol) << SymbolBits | (repeats - least) << (SymbolBits + 3));
            _precodeCounts[symbol]++;
            _precodeCounts[length] -= (uint)repeats;
            run -= repeats;
        }

        left = run;
        return item;
    }

    /// <summary>Writes the header: at most 320 items of 14 bits.</summary>
    public void Write(ref BitSink sink, bool final)
    {
        sink.Put(final ? 1u : 0, 1);
        sink.Put(2, 2);
        sink.Put((uint)(_literalCount - 257), 5);
        sink.Put((uint)(_distanceCount - 1), 5);
        sink.Put((uint)(_precodeSent - 4), 4);
        sink.Flush();
        ReadOnlySpan<byte> order = Alphabet.PrecodeOrder;
        for (int i = 0; i < _precodeSent; i++)
        {
            sink.Put(_precode.Lengths[order[i]], 3);
            if (i == 10) sink.Flush();
        }

        sink.Flush();
        WriteItems(ref sink);
    }

    private void WriteItems(ref BitSink sink)
    {
        uint* codes = stackalloc uint[32];
        CanonicalCode.Assign<ScalarKernel>(_precode, codes);
        BitSink local = sink; // the caller's lives in memory
        ushort* items = _items;
        int count = _itemCount;
        for (int i = 0; i < count; i++)
        {
            uint item = items[i], code = codes[item & 31];
            local.Put(code >> 8 | item >> (SymbolBits + 3) << (int)code, (int)((code & 0xff) + (item >> SymbolBits & 7)));
            if ((i & 3) == 3) local.Flush(); // four items of up to 14 bits and the 7 in hand
        }

        local.Flush();
        sink = local;
    }
}
