using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Huffman;

namespace MultifdBench.Deflate.Compress;

internal sealed unsafe class DynamicHeader
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(320 + 64, pinned: true);
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
        fixed (byte* bytes = _bytes)
        fixed (uint* words = _words)
        {
            _lengths = bytes;
            _precodeLengths = bytes + 320;
            _items = words;
            _precodeCounts = words + 320;
        }
    }

    /// <returns>Bits of the header, block type included.</returns>
    public int Prepare(byte* literalLengths, byte* distanceLengths)
    {
        _literalCount = Alphabet.LiteralLengthCount;
        while (literalLengths[_literalCount - 1] == 0) _literalCount--;
        _distanceCount = Alphabet.DistanceCount;
        while (_distanceCount > 1 && distanceLengths[_distanceCount - 1] == 0) _distanceCount--;
        Buffer.MemoryCopy(literalLengths, _lengths, 320, _literalCount);
        Buffer.MemoryCopy(distanceLengths, _lengths + _literalCount, 32, _distanceCount);
        Pack(_literalCount + _distanceCount);
        _codeLengths.Build(_precodeCounts, Alphabet.PrecodeCount, Alphabet.MaxPrecodeLength, _precodeLengths);
        _precodeSent = Alphabet.PrecodeCount;
        while (_precodeSent > 4 && _precodeLengths[Alphabet.PrecodeOrder[_precodeSent - 1]] == 0) _precodeSent--;
        int bits = 3 + 14 + 3 * _precodeSent;
        for (int symbol = 0; symbol < Alphabet.PrecodeCount; symbol++)
            bits += (int)_precodeCounts[symbol] * (_precodeLengths[symbol] + ExtraBits(symbol));
        return bits;
    }

    private static int ExtraBits(int symbol) => symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 };

    private void Pack(int count)
    {
        byte* lengths = _lengths;
        uint* item = _items;
        uint* counts = _precodeCounts;
        new Span<uint>(counts, 32).Clear();
        int i = 0;
        while (i < count)
        {
            int start = i;
            byte length = lengths[i];
            do i++; while (i < count && lengths[i] == length);
            int run = i - start;
            if (length == 0)
            {
                while (run >= 11)
                {
                    int n = Math.Min(run, 138);
                    *item++ = 18 | (uint)(n - 11) << 8;
                    counts[18]++;
                    run -= n;
                }

                if (run >= 3)
                {
                    *item++ = 17 | (uint)(run - 3) << 8;
                    counts[17]++;
                    run = 0;
                }
            }
            else if (run >= 4)
            {
                *item++ = length;
                counts[length]++;
                run--;
                while (run >= 3)
                {
                    int n = Math.Min(run, 6);
                    *item++ = 16 | (uint)(n - 3) << 8;
                    counts[16]++;
                    run -= n;
                }
            }

            for (; run > 0; run--)
            {
                *item++ = length;
                counts[length]++;
            }
        }

        _itemCount = (int)(item - _items);
    }

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
        uint* codes = stackalloc uint[Alphabet.PrecodeCount];
        CanonicalCode.Assign(_precodeLengths, Alphabet.PrecodeCount, codes);
        for (int i = 0; i < _itemCount; i++)
        {
            int symbol = (int)(_items[i] & 0xff);
            uint code = codes[symbol];
            sink.Put(code >> 8, (int)(code & 0xff));
            sink.Put(_items[i] >> 8, ExtraBits(symbol));
            if ((i & 1) != 0) sink.Flush();
        }

        sink.Flush();
    }
}
