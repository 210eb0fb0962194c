using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MultifdBench.Deflate.Compress;

/// <summary>How far two places of the window agree. Implementations are empty structs, so that each gets its own compiled parser.</summary>
internal unsafe interface IMatchLength
{
    /// <summary>Bytes that are equal from <paramref name="a"/> and <paramref name="b"/>, at most <paramref name="limit"/>.</summary>
    /// <remarks>Reads up to 31 bytes beyond the limit: the window is padded by more.</remarks>
    static abstract int Measure(byte* a, byte* b, int limit);
}

/// <summary>Eight bytes at a time: the truth, and the way on hosts without vectors.</summary>
internal readonly unsafe struct ScalarMatchLength : IMatchLength
{
    /// <inheritdoc/>
    public static int Measure(byte* a, byte* b, int limit)
    {
        for (int length = 0; length < limit; length += 8)
        {
            ulong difference = *(ulong*)(a + length) ^ *(ulong*)(b + length);
            if (difference != 0) return Math.Min(length + (BitOperations.TrailingZeroCount(difference) >> 3), limit);
        }

        return limit;
    }
}

/// <summary>32 bytes at a time; nearly every match of a page ends within the first.</summary>
internal readonly unsafe struct VectorMatchLength : IMatchLength
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Measure(byte* a, byte* b, int limit)
    {
        uint differing = ~Vector256.Equals(Vector256.Load(a), Vector256.Load(b)).ExtractMostSignificantBits();
        return differing != 0 ? Math.Min(BitOperations.TrailingZeroCount(differing), limit) : MeasureLong(a, b, limit);
    }

    private static int MeasureLong(byte* a, byte* b, int limit)
    {
        for (int length = 32; length < limit; length += 32)
        {
            uint differing = ~Vector256.Equals(Vector256.Load(a + length), Vector256.Load(b + length)).ExtractMostSignificantBits();
            if (differing != 0) return Math.Min(length + BitOperations.TrailingZeroCount(differing), limit);
        }

        return limit;
    }
}
