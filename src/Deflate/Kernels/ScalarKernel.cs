using System.Numerics;
using System.Runtime.CompilerServices;
using MultifdBench.Deflate.Compress;

namespace MultifdBench.Deflate.Kernels;

/// <summary>
/// Eight bytes at a time at most, and no instruction that a processor may lack: the truth, and the way on hosts without wide vectors.
/// </summary>
internal readonly unsafe partial struct ScalarKernel : IKernel
{
    private const ulong EveryByte = 0x0101_0101_0101_0101;

    /// <inheritdoc/>
    public static int MatchLength(byte* a, byte* b, int limit)
    {
        for (int length = 0; length < limit; length += 8)
        {
            ulong difference = *(ulong*)(a + length) ^ *(ulong*)(b + length);
            if (difference != 0) return Math.Min(length + (BitOperations.TrailingZeroCount(difference) >> 3), limit);
        }

        return limit;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WidenLiterals(byte* from, ushort* to, uint count)
    {
        for (uint done = 0; done < count; done++) to[done] = from[done];
    }

    /// <inheritdoc/>
    public static uint Largest256(uint* numbers)
    {
        uint largest = 0;
        for (int i = 0; i < 256; i++) largest = Math.Max(largest, numbers[i]);
        return largest;
    }

    /// <inheritdoc/>
    public static void SetExtras(ulong* codes, uint* bits, ulong code, int codeBits, int extraBits)
    {
        for (uint extra = 0; extra < 1u << extraBits; extra++)
        {
            codes[extra] = code | (ulong)extra << codeBits;
            bits[extra] = (uint)(codeBits + extraBits);
        }
    }

    /// <inheritdoc/>
    public static void SumLanes(uint* lanes, uint* sums)
    {
        for (int i = 0; i < 256; i++)
        {
            uint* lane = lanes + i;
            sums[i] = lane[0] + lane[SymbolCounts.LaneRoom] + lane[2 * SymbolCounts.LaneRoom] + lane[3 * SymbolCounts.LaneRoom];
        }
    }

    /// <inheritdoc/>
    public static long SavedBits(uint* counts, byte* before, byte* after, int symbolCount)
    {
        long saved = 0;
        for (int symbol = 0; symbol < symbolCount; symbol++) saved += (int)counts[symbol] * (before[symbol] - after[symbol]);
        return saved;
    }

    /// <inheritdoc/>
    public static void SplitEntries(uint* entries, uint* bits, ulong* codes)
    {
        for (int i = 0; i < 256; i++)
        {
            bits[i] = entries[i] & 0xff;
            codes[i] = entries[i] >> 8;
        }
    }

    /// <inheritdoc/>
    public static uint NonZero(byte* bytes)
    {
        uint mask = 0;
        for (int i = 0; i < 32; i++) mask |= (bytes[i] != 0 ? 1u : 0) << i;
        return mask;
    }

    /// <inheritdoc/>
    public static uint RunStarts(byte* bytes, byte none)
    {
        uint mask = 0;
        for (int i = 0; i < 32; i++)
        {
            byte first = bytes[i];
            bool starts = first != none && bytes[i + 1] == first && bytes[i + 2] == first && (first == 0 || bytes[i + 3] == first);
            mask |= (starts ? 1u : 0) << i;
        }

        return mask;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill16(byte* to, byte value)
    {
        ulong eight = value * EveryByte;
        *(ulong*)to = eight;
        *(ulong*)(to + 8) = eight;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LowBits(ulong buffer, uint entry) => buffer & ((1UL << (int)entry) - 1);

    /// <inheritdoc/>
    public static void CopyMatch(byte* to, uint distance, uint length)
    {
        byte* end = to + length;
        if (distance >= 8)
        {
            // Each eight are loaded after the eight before were stored.
            for (; to < end; to += 8) *(ulong*)to = *(ulong*)(to - distance);
        }
        else if (distance == 1)
        {
            ulong eight = *(to - 1) * EveryByte;
            for (; to < end; to += 8) *(ulong*)to = eight;
        }
        else
        {
            for (; to < end; to++) *to = *(to - distance);
        }
    }

    /// <inheritdoc/>
    public static void AddToAdler(ReadOnlySpan<byte> block, ref uint a, ref uint b)
    {
        foreach (byte value in block)
        {
            a += value;
            b += a;
        }
    }
}
