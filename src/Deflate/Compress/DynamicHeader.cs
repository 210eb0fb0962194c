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

    private readonly byte[] _bytes = GC.AllocateArray<byte>(LengthRoom + 64, pinned: true);
    private readonly uint[] _words = GC.AllocateArray<uint>(320 + 64, pinned: true);
    private readonly byte* _lengths;
    private readonly byte* _precodeLengths;
    private readonly uint* _items;
    private readonly uint* _precodeCounts;
    private readonly CodeLengths _codeLengths;
    private int _itemCount;
    private int _literalCount;
    private int _distanceCount;
    private int _precodeSent;

    public DynamicHeader(CodeLengths codeLengths)
    {
        _codeLengths = codeLengths;
        fixed (byte* bytes = _bytes) // both on the pinned heap, held by this object
        fixed (uint* words = _words)
        {
            _lengths = bytes;
            _precodeLengths = bytes + LengthRoom;
            _items = words;
            _precodeCounts = words + 320;
        }
    }

    /// <summary>Packs the lengths and makes the code that they are sent in.</summary>
    /// <returns>Bits of the header, block type included.</returns>
    public int Prepare<TKernel>(byte* literalLengths, byte* distanceLengths)
        where TKernel : struct, IKernel
    {
        _literalCount = Alphabet.LiteralLengthCount;
        while (literalLengths[_literalCount - 1] == 0) _literalCount--;
        _distanceCount = Alphabet.DistanceCount;
        while (_distanceCount > 1 && distanceLengths[_distanceCount - 1] == 0) _distanceCount--;
        Buffer.MemoryCopy(literalLengths, _lengths, LengthRoom, _literalCount);
        Buffer.MemoryCopy(distanceLengths, _lengths + _literalCount, 32, _distanceCount);
        Pack<TKernel>(_literalCount + _distanceCount);
        _codeLengths.Build(_precodeCounts, Alphabet.PrecodeCount, Alphabet.MaxPrecodeLength, _precodeLengths);
        _precodeSent = Alphabet.PrecodeCount;
        while (_precodeSent > 4 && _precodeLengths[Alphabet.PrecodeOrder[_precodeSent - 1]] == 0) _precodeSent--;
        int bits = 3 + 14 + 3 * _precodeSent;
        for (int symbol = 0; symbol < Alphabet.PrecodeCount; symbol++)
            bits += (int)_precodeCounts[symbol] * (_precodeLengths[symbol] + ExtraBits(symbol));
        return bits;
    }

    private static int ExtraBits(int symbol) => symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 };

    /// <summary>
    /// Lengths to precode symbols. Most lengths stand alone; where a repeat pays is found with bit masks beforehand, so that the loop over
    /// the lengths between is free of guesses.
    /// </summary>
    private void Pack<TKernel>(int count)
        where TKernel : struct, IKernel
    {
        new Span<uint>(_precodeCounts, 32).Clear();
        byte* lengths = _lengths;
        new Span<byte>(lengths + count, 64).Fill(NoLength);
        uint* item = _items;
        int i = 0;
        for (int word = 0; word < count; word += 32)
        {
            for (uint starts = TKernel.RunStarts(lengths + word, NoLength); starts != 0; starts &= starts - 1)
            {
                int start = word + BitOperations.TrailingZeroCount(starts);
                if (start < i) continue; // inside the run before
                item = PackSingly(lengths + i, lengths + start, item);
                i = start + RunLength(lengths + start);
                item = PackRun(lengths[start], i - start, item);
            }
        }

        item = PackSingly(lengths + i, lengths + count, item);
        _itemCount = (int)(item - _items);
    }

    /// <summary>Equal lengths from here on; the end marker is equal to none.</summary>
    private static int RunLength(byte* lengths)
    {
        byte* end = lengths + 1;
        while (*end == *lengths) end++;
        return (int)(end - lengths);
    }

    private uint* PackSingly(byte* from, byte* to, uint* item)
    {
        uint* counts = _precodeCounts;
        for (; from < to; from++)
        {
            *item++ = *from;
            counts[*from]++;
        }

        return item;
    }

    private uint* PackRun(byte length, int run, uint* item)
    {
        if (length != 0)
        {
            // Symbol 16 repeats what came before, so the first goes out by itself.
            item = PackRepeats(16, 3, 6, run - 1, PackSingly(&length, &length + 1, item), out run);
        }
        else
        {
            if (run > 10) item = PackRepeats(18, 11, 138, run, item, out run);
            item = PackRepeats(17, 3, 10, run, item, out run);
        }

        for (; run > 0; run--) item = PackSingly(&length, &length + 1, item);
        return item;
    }

    private uint* PackRepeats(int symbol, int least, int most, int run, uint* item, out int left)
    {
        for (; run >= least; run -= Math.Min(run, most))
        {
            *item++ = (uint)(symbol | ExtraBits(symbol) << 8 | (Math.Min(run, most) - least) << 16);
            _precodeCounts[symbol]++;
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
            sink.Put(_precodeLengths[order[i]], 3);
            if (i == 10) sink.Flush();
        }

        sink.Flush();
        WriteItems(ref sink);
    }

    private void WriteItems(ref BitSink sink)
    {
        uint* codes = stackalloc uint[32];
        CanonicalCode.Assign<ScalarKernel>(_precodeLengths, Alphabet.PrecodeCount, codes);
        BitSink local = sink; // the caller's lives in memory
        uint* items = _items;
        int count = _itemCount;
        for (int i = 0; i < count; i++)
        {
            uint item = items[i], code = codes[item & 0xff];
            local.Put(code >> 8 | item >> 16 << (int)code, (int)((code & 0xff) + (item >> 8 & 0xff)));
            if ((i & 3) == 3) local.Flush(); // four items of up to 14 bits and the 7 in hand
        }

        local.Flush();
        sink = local;
    }
}
