using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Huffman;
using MultifdBench.Deflate.Inflate;

namespace MultifdBench.Deflate.Kernels;

/// <content>The steps that build a decode table.</content>
internal readonly unsafe partial struct ScalarKernel
{
    /// <inheritdoc/>
    public static int DynamicIndexBits => HuffmanTables.LeastDynamicIndexBits;

    /// <inheritdoc/>
    public static void SortByLength(byte* lengths, int symbolCount, byte* sorted, uint* counts)
    {
        uint* lanes = stackalloc uint[LengthCounts.Room], next = stackalloc uint[Alphabet.MaxCodeLength + 1];
        LengthCounts.Count(lengths, symbolCount, lanes);
        counts[0] = lanes[0];
        uint used = 0;
        for (int length = 1; length <= Alphabet.MaxCodeLength; length++)
        {
            counts[length] = lanes[length];
            next[length] = used;
            used += lanes[length];
        }

        for (int symbol = 0; symbol < symbolCount; symbol++)
        {
            if (lengths[symbol] != 0) sorted[next[lengths[symbol]]++] = (byte)symbol;
        }
    }

    /// <inheritdoc/>
    public static void FindSecondLengths(CellRange* ranges, int maxLength, byte* known)
    {
        new Span<byte>(known, SecondLengths.Bytes).Clear();
        ReadOnlySpan<byte> order = SecondLengths.CellOrder;
        for (int length = 1; length <= maxLength; length++)
        {
            for (int cell = ranges[length].First; cell < ranges[length].End; cell++) known[32 + order[cell]] = (byte)length;
        }

        for (int half = 16; half >= 8; half >>= 1)
        {
            for (int i = half; i < 2 * half; i++) known[i] = known[i + half] == known[i + 2 * half] ? known[i + half] : (byte)0;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Goes from code to code and to those of its entries alone that change: with one entry at a time, fewer steps.</remarks>
    public static void AddSeconds(uint* entries, int indexBits, byte* known, SortedSymbols symbols)
    {
        KnownSecond* seconds = stackalloc KnownSecond[SecondLengths.Bytes];
        int* ends = stackalloc int[SecondLengths.CellBits + 1];
        ListKnown(known, seconds, ends);
        uint code = 0; // its first bit in bit 15
        for (int length = 1; length <= indexBits; length++)
        {
            int bits = Math.Min(indexBits - length, SecondLengths.CellBits);
            KnownSecond* first = seconds + (bits == 0 ? 0 : ends[bits - 1]), last = seconds + ends[bits];
            for (uint i = symbols.LowCounts[length]; i > 0; i--, code += 1u << (16 - length))
            {
                for (uint at = ReversedBits.Of16(code); at < 1u << indexBits; at += 1u << (length + bits))
                {
                    for (KnownSecond* second = first; second < last; second++)
                        entries[at + (second->Bits << length)] += second->Length + DecodeEntry.OneMoreLiteral;
                }
            }

            code += symbols.HighCounts[length] << (16 - length);
        }
    }

    /// <summary>Of what is known of n bits the part that is not zero, up to <paramref name="ends"/>[n].</summary>
    private static void ListKnown(byte* known, KnownSecond* seconds, int* ends)
    {
        int count = 0;
        for (int bits = 0; bits <= SecondLengths.CellBits; bits++)
        {
            for (uint value = 0; value < 1u << bits; value++)
            {
                uint length = known[(1u << bits) + value];
                seconds[count] = new KnownSecond(value, length);
                count += length != 0 ? 1 : 0;
            }

            ends[bits] = count;
        }
    }

    private readonly record struct KnownSecond(uint Bits, uint Length);
}
