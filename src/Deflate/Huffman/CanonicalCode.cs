using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Huffman;

/// <summary>
/// Codes from code lengths [RFC1951 §3.2.2], bit-reversed because deflate sends Huffman codes from their most significant bit while
/// everything else goes out least significant bit first.
/// </summary>
internal static unsafe class CanonicalCode
{
    private static readonly byte[] ReversedBytes = BuildReversedBytes();

    /// <summary>Writes <c>reversed code &lt;&lt; 8 | length</c> for each symbol; 0 for symbols without a code.</summary>
    /// <param name="lengths">Lengths 0 to 15 of a code that is not over-subscribed.</param>
    /// <param name="symbolCount">How many.</param>
    /// <param name="entries">Receives <paramref name="symbolCount"/> entries.</param>
    public static void Assign<TKernel>(byte* lengths, int symbolCount, uint* entries)
        where TKernel : struct, IKernel
    {
        uint* next = stackalloc uint[Alphabet.MaxCodeLength + 1];
        FirstCodes(lengths, symbolCount, next);
        new Span<uint>(entries, symbolCount).Clear();
        int symbol = 0;
        for (; symbol + 32 <= symbolCount; symbol += 32)
        {
            for (uint used = TKernel.NonZero(lengths + symbol); used != 0; used &= used - 1)
            {
                int at = symbol + BitOperations.TrailingZeroCount(used);
                entries[at] = Next(lengths[at], next);
            }
        }

        for (; symbol < symbolCount; symbol++)
        {
            if (lengths[symbol] != 0) entries[symbol] = Next(lengths[symbol], next);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Next(uint length, uint* next)
    {
        uint code = next[length]++;
        ref byte reversed = ref MemoryMarshal.GetArrayDataReference(ReversedBytes);
        uint all16 = (uint)Unsafe.Add(ref reversed, code & 0xff) << 8 | Unsafe.Add(ref reversed, code >> 8);
        return all16 >> (int)(16 - length) << 8 | length;
    }

    private static void FirstCodes(byte* lengths, int symbolCount, uint* next)
    {
        uint* counts = stackalloc uint[LengthCounts.Room];
        LengthCounts.Count(lengths, symbolCount, counts);
        counts[0] = 0;
        uint code = 0;
        for (int length = 1; length <= Alphabet.MaxCodeLength; length++)
        {
            code = (code + counts[length - 1]) << 1;
            next[length] = code;
        }
    }

    private static byte[] BuildReversedBytes()
    {
        byte[] reversed = new byte[256];
        for (int value = 0; value < 256; value++)
        {
            for (int bit = 0; bit < 8; bit++) reversed[value] |= (byte)((value >> bit & 1) << (7 - bit));
        }

        return reversed;
    }
}
