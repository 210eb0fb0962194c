using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultifdBench.Deflate.Inflate;

/// <summary>Copies a match from earlier output, where source and destination may overlap and the overlap repeats.</summary>
internal static unsafe class MatchCopy
{
    /// <summary>Bytes that <see cref="Wide"/> may write beyond the match.</summary>
    public const int SlackBytes = 32;

    /// <summary>
    /// Writes <paramref name="length"/> bytes at <paramref name="to"/> and up to <see cref="SlackBytes"/> more, which later output overwrites.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Wide(byte* to, uint distance, uint length)
    {
        byte* from = to - distance;
        if (distance >= 16)
        {
            // Each vector is loaded after the one before was stored, so a distance of a vector's length is enough.
            Vector128.Store(Vector128.Load(from), to);
            Vector128.Store(Vector128.Load(from + 16), to + 16);
            if (length > 32) Long(to, from, length);
            return;
        }

        Short(to, distance, length);
    }

    private static void Long(byte* to, byte* from, uint length)
    {
        byte* end = to + length;
        to += 32;
        from += 32;
        do
        {
            Vector128.Store(Vector128.Load(from), to);
            from += 16;
            to += 16;
        }
        while (to < end);
    }

    /// <summary>
    /// Distances below 16 repeat a pattern: one shuffle lays it out over 16 bytes, which are stored at every whole number of patterns. The load
    /// takes bytes that are not output yet; no index of the shuffle picks them.
    /// </summary>
    private static void Short(byte* to, uint distance, uint length)
    {
        ref byte patterns = ref MemoryMarshal.GetReference(PatternIndexes);
        Vector128<byte> indexes = Vector128.LoadUnsafe(ref patterns, 16 * distance);
        Vector128<byte> pattern = Vector128.ShuffleNative(Vector128.Load(to - distance), indexes);
        uint step = Unsafe.Add(ref MemoryMarshal.GetReference(PatternSteps), distance);
        byte* end = to + length;
        do
        {
            pattern.Store(to);
            to += step;
        }
        while (to < end);
    }

    /// <summary>Writes exactly <paramref name="length"/> bytes; for the end of the output.</summary>
    public static void Exact(byte* to, uint distance, uint length)
    {
        for (byte* end = to + length; to < end; to++) *to = *(to - distance);
    }

    /// <summary>For each distance 0–15: which of the last bytes stands at each of 16 places.</summary>
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
    ];

    /// <summary>For each distance 0–15: the largest multiple that is not above 16.</summary>
    private static ReadOnlySpan<byte> PatternSteps => [16, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15];
}
