using System.Runtime.CompilerServices;

namespace MultifdBench.Deflate.Compress;

/// <summary>
/// Writes sequences in a code. At most 7 bits are in hand after a flush, so four literals of up to 14 bits, or a length (15 + 5) and a
/// distance (15 + 10 within 4 KiB), fit the 64-bit buffer.
/// </summary>
internal static unsafe class SequenceEncoder
{
    /// <summary>Writes <paramref name="count"/> sequences.</summary>
    /// <param name="sink">Has room for the worst case and 8 bytes more.</param>
    /// <param name="literals">The segment; three bytes beyond it can be read.</param>
    /// <param name="sequences">The segment, parsed.</param>
    /// <param name="count">How many.</param>
    /// <param name="tables">A code with every symbol that occurs.</param>
    public static void Encode(ref BitSink sink, byte* literals, ulong* sequences, int count, EncoderTables tables)
    {
        ulong buffer = sink.Buffer;
        uint bits = sink.Count;
        byte* next = sink.Next;
        uint* literalTable = tables.LiteralLength;
        ulong* codes = tables.LiteralCodes;
        uint* codeBits = tables.LiteralBits;
        uint* lengthTable = tables.Length;
        uint* distanceTable = tables.Distance;
        for (ulong* end = sequences + count; sequences < end; sequences++)
        {
            ulong sequence = *sequences;
            uint run = Sequence.Literals(sequence);
            for (; run >= 4; run -= 4)
            {
                buffer |= codes[literals[0]] << (int)bits;
                bits += codeBits[literals[0]];
                buffer |= codes[literals[1]] << (int)bits;
                bits += codeBits[literals[1]];
                buffer |= codes[literals[2]] << (int)bits;
                bits += codeBits[literals[2]];
                buffer |= codes[literals[3]] << (int)bits;
                bits += codeBits[literals[3]];
                Flush(ref buffer, ref bits, ref next);
                literals += 4;
            }

            // The last 0 to 3 without a branch that would be mispredicted half the time: an entry of 0 puts no bits.
            uint first = literalTable[literals[0]], second = literalTable[literals[1]], third = literalTable[literals[2]];
            Put(ref buffer, ref bits, run > 0 ? first : 0);
            Put(ref buffer, ref bits, run > 1 ? second : 0);
            Put(ref buffer, ref bits, run > 2 ? third : 0);
            Flush(ref buffer, ref bits, ref next);
            literals += run;
            uint length = Sequence.Length(sequence);
            if (length == 0) break;
            literals += length;
            Put(ref buffer, ref bits, lengthTable[length]);
            uint distance = Sequence.Distance(sequence);
            uint entry = distanceTable[Sequence.DistanceSymbol(distance, out int extraBits)];
            uint extra = (distance - 1) & ((1u << extraBits) - 1);
            buffer |= (ulong)(entry >> 16 | extra << (int)(entry >> 8)) << (int)bits;
            bits += entry;
            Flush(ref buffer, ref bits, ref next);
        }

        sink.Buffer = buffer;
        sink.Count = bits;
        sink.Next = next;
    }

    /// <summary>
    /// The low byte of an entry is its bits; what its code adds above that in <paramref name="bits"/> is cut off by shifts and flushes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref ulong buffer, ref uint bits, uint entry)
    {
        buffer |= (ulong)(entry >> 8) << (int)bits;
        bits += entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush(ref ulong buffer, ref uint bits, ref byte* next)
    {
        *(ulong*)next = buffer;
        next += bits >> 3 & 7;
        buffer >>= (int)(bits & 0x38);
        bits &= 7;
    }
}
