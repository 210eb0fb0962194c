using System.Numerics;
using System.Runtime.CompilerServices;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Huffman;

/// <summary>
/// Codes from code lengths [RFC1951 §3.2.2], bit-reversed because deflate sends Huffman codes from their most significant bit while
/// everything else goes out least significant bit first.
/// </summary>
internal static unsafe class CanonicalCode
{
    /// <summary>Writes <c>reversed code &lt;&lt; 8 | length</c> for each symbol; 0 for symbols without a code.</summary>
    /// <param name="code">A code that is not over-subscribed.</param>
    /// <param name="entries">Receives an entry for each of its symbols.</param>
    public static void Assign<TKernel>(PrefixCode code, uint* entries)
        where TKernel : struct, IKernel
    {
        uint* next = stackalloc uint[Alphabet.MaxCodeLength + 1];
        next[1] = 0;
        for (int length = 2; length <= Alphabet.MaxCodeLength; length++)
            next[length] = (next[length - 1] + code.ByLength[length - 1]) << 1;
        byte* lengths = code.Lengths;
        int symbolCount = code.Symbols;

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
        return ReversedBits.Of16(code) >> (int)(16 - length) << 8 | length;
    }
}
