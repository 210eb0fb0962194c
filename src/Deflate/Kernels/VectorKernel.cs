using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MultifdBench.Deflate.Compress;

namespace MultifdBench.Deflate.Kernels;

/// <summary>16 or 32 bytes at a time. Right on every host, and of use where those are one instruction.</summary>
internal readonly unsafe partial struct VectorKernel : IKernel
{
    /// <inheritdoc/>
    /// <remarks>Nearly every match of a page ends within the first 32 bytes.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MatchLength(byte* a, byte* b, int limit)
    {
        uint differing = ~Vector256.Equals(Vector256.Load(a), Vector256.Load(b)).ExtractMostSignificantBits();
        return differing != 0 ? Math.Min(BitOperations.TrailingZeroCount(differing), limit) : LongMatchLength(a, b, limit);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WidenLiterals(byte* from, ushort* to, uint count)
    {
        Widen32(from, to); // whatever their number: most are few
        for (uint done = 32; done < count; done += 32) Widen32(from + done, to + done);
    }

    /// <inheritdoc/>
    public static uint Largest256(uint* numbers)
    {
        Vector256<uint> largest = Vector256<uint>.Zero;
        for (int i = 0; i < 256; i += Vector256<uint>.Count) largest = Vector256.Max(largest, Vector256.Load(numbers + i));
        Vector128<uint> four = Vector128.Max(largest.GetLower(), largest.GetUpper());
        return Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
    }

    /// <inheritdoc/>
    public static void SetExtras(ulong* codes, uint* bits, ulong code, int codeBits, int extraBits)
    {
        if (extraBits < 2)
        {
            ScalarKernel.SetExtras(codes, bits, code, codeBits, extraBits);
            return;
        }

        Vector256<ulong> four = Vector256.ShiftLeft(Vector256.Create(0UL, 1, 2, 3), codeBits) | Vector256.Create(code);
        Vector256<ulong> step = Vector256.Create(4UL << codeBits);
        Vector128<uint> all = Vector128.Create((uint)(codeBits + extraBits));
        for (int extra = 0; extra < 1 << extraBits; extra += 4)
        {
            four.Store(codes + extra);
            all.Store(bits + extra);
            four += step;
        }
    }

    /// <inheritdoc/>
    public static void SumLanes(uint* lanes, uint* sums)
    {
        int width = Vector<uint>.Count;
        for (int i = 0; i < 256; i += width)
        {
            uint* lane = lanes + i;
            Vector<uint> first = Vector.Load(lane) + Vector.Load(lane + SymbolCounts.LaneRoom);
            lane += 2 * SymbolCounts.LaneRoom;
            (first + Vector.Load(lane) + Vector.Load(lane + SymbolCounts.LaneRoom)).Store(sums + i);
        }
    }

    /// <inheritdoc/>
    public static long SavedBits(uint* counts, byte* before, byte* after, int symbolCount)
    {
        Vector128<uint> first = Vector128<uint>.Zero, second = Vector128<uint>.Zero;
        int symbol = 0;
        for (; symbol + Vector128<byte>.Count <= symbolCount; symbol += Vector128<byte>.Count)
        {
            first += Bits(counts + symbol, Vector128.Load(before + symbol));
            second += Bits(counts + symbol, Vector128.Load(after + symbol));
        }

        return (long)Vector128.Sum(first) - Vector128.Sum(second)
            + ScalarKernel.SavedBits(counts + symbol, before + symbol, after + symbol, symbolCount - symbol);
    }

    /// <inheritdoc/>
    public static void SplitEntries(uint* entries, uint* bits, ulong* codes)
    {
        for (int i = 0; i < 256; i += Vector256<uint>.Count)
        {
            Vector256<uint> eight = Vector256.Load(entries + i);
            (eight & Vector256.Create(0xffu)).Store(bits + i);
            (Vector256<ulong> low, Vector256<ulong> high) = Vector256.Widen(Vector256.ShiftRightLogical(eight, 8));
            low.Store(codes + i);
            high.Store(codes + i + Vector256<ulong>.Count);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint NonZero(byte* bytes) => ~Vector256.Equals(Vector256.Load(bytes), Vector256<byte>.Zero).ExtractMostSignificantBits();

    /// <inheritdoc/>
    public static uint RunStarts(byte* bytes, byte none)
    {
        Vector256<byte> first = Vector256.Load(bytes);
        Vector256<byte> three = Vector256.Equals(first, Vector256.Load(bytes + 1)) & Vector256.Equals(first, Vector256.Load(bytes + 2));
        Vector256<byte> zeroOrFour = Vector256.Equals(first, Vector256<byte>.Zero) | Vector256.Equals(first, Vector256.Load(bytes + 3));
        return (three & zeroOrFour & ~Vector256.Equals(first, Vector256.Create(none))).ExtractMostSignificantBits();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill16(byte* to, byte value) => Vector128.Create(value).Store(to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LowBits(ulong buffer, uint entry) =>
        // The low byte is the count as it stands.
        Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(buffer, entry) : ScalarKernel.LowBits(buffer, entry);

    /// <inheritdoc/>
    /// <remarks>
    /// Most matches have at most 16 bytes, and a shuffle repeats distances below 16 as needed: so they take no branch at all. It loads
    /// bytes that are not output yet when the distance is short; no index of the shuffle picks them.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyMatch(byte* to, uint distance, uint length)
    {
        int below16 = (int)distance - 16;
        uint row = (uint)(16 + (below16 & below16 >> 31)); // at most 16, without a branch
        Vector128<byte> indexes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(PatternIndexes), 16 * row);
        Vector128<byte> pattern = Vector128.ShuffleNative(Vector128.Load(to - distance), indexes);
        pattern.Store(to);
        if (length > 16) CopyLongMatch(to, distance, length, pattern);
    }

    /// <inheritdoc/>
    /// <remarks>Per vector of n bytes b grows by n times the a before it, and by each byte times its distance to the end.</remarks>
    public static void AddToAdler(ReadOnlySpan<byte> block, ref uint a, ref uint b)
    {
        int n = Vector<byte>.Count;
        int whole = block.Length / n * n;
        Vector<ushort> lowWeights = Vector.CreateSequence((ushort)n, ushort.MaxValue); // n, n − 1, …
        Vector<ushort> highWeights = lowWeights - new Vector<ushort>((ushort)(n / 2));
        Vector<uint> sums = Vector<uint>.Zero, earlier = Vector<uint>.Zero, weighted = Vector<uint>.Zero;
        for (int i = 0; i < whole; i += n)
        {
            Vector.Widen(new Vector<byte>(block[i..]), out Vector<ushort> low, out Vector<ushort> high);
            earlier += sums;
            sums += Widened(low) + Widened(high);
            // A weight is at most 64 and a byte 255: the products fit 16 bits.
            weighted += Widened(low * lowWeights) + Widened(high * highWeights);
        }

        b += (uint)whole * a + (uint)n * Vector.Sum(earlier) + Vector.Sum(weighted);
        a += Vector.Sum(sums);
        ScalarKernel.AddToAdler(block[whole..], ref a, ref b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen32(byte* from, ushort* to)
    {
        (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.Load(from));
        low.Store(to);
        high.Store(to + Vector256<ushort>.Count);
    }

    private static int LongMatchLength(byte* a, byte* b, int limit)
    {
        for (int length = 32; length < limit; length += 32)
        {
            uint differing = ~Vector256.Equals(Vector256.Load(a + length), Vector256.Load(b + length)).ExtractMostSignificantBits();
            if (differing != 0) return Math.Min(length + BitOperations.TrailingZeroCount(differing), limit);
        }

        return limit;
    }

    /// <summary>Bits of 16 symbols, in four sums; a segment's bits fit 32.</summary>
    private static Vector128<uint> Bits(uint* counts, Vector128<byte> lengths)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(lengths);
        (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(low);
        (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(high);
        return first * Vector128.Load(counts) + second * Vector128.Load(counts + 4)
            + third * Vector128.Load(counts + 8) + fourth * Vector128.Load(counts + 12);
    }

    private static void CopyLongMatch(byte* to, uint distance, uint length, Vector128<byte> pattern)
    {
        byte* end = to + length;
        if (distance < 16)
        {
            uint step = Unsafe.Add(ref MemoryMarshal.GetReference(PatternSteps), distance);
            for (to += step; to < end; to += step) pattern.Store(to);
            return;
        }

        // Each vector is loaded after the one before was stored, so a distance of a vector's length is enough.
        for (to += 16; to < end; to += 16) Vector128.Store(Vector128.Load(to - distance), to);
    }

    private static Vector<uint> Widened(Vector<ushort> values)
    {
        Vector.Widen(values, out Vector<uint> low, out Vector<uint> high);
        return low + high;
    }

    /// <summary>For each distance 0–15, and 16 for all above: which of the last bytes stands at each of 16 places.</summary>
    private static ReadOnlySpan<byte> PatternIndexes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
        0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
        0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
        0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ];

    /// <summary>For each distance 0–15: the largest multiple that is not above 16.</summary>
    private static ReadOnlySpan<byte> PatternSteps => [16, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15];
}
