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
    /// <remarks>
    /// Most matches have at most 16 bytes, and a shuffle repeats distances below 16 as needed: so they take no branch at all. It loads bytes that
    /// are not output yet when the distance is short; no index of the shuffle picks them.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Wide(byte* to, uint distance, uint length)
    {
        Vector128<byte> indexes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(PatternIndexes), 16 * Math.Min(distance, 16));
        Vector128<byte> pattern = Vector128.ShuffleNative(Vector128.Load(to - distance), indexes);
        pattern.Store(to);
        if (length > 16) Long(to, distance, length, pattern);
    }

    /// <summary>Writes a match, wide where the room allows; false, and nothing written, when it is longer than the room before <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopy(byte* to, uint distance, uint length, byte* end)
    {
        nint room = (nint)(end - to);
        if (length + SlackBytes <= (uint)room)
        {
            Wide(to, distance, length);
            return true;
        }

        if (length > (uint)room) return false;
        Exact(to, distance, length);
        return true;
    }

    private static void Long(byte* to, uint distance, uint length, Vector128<byte> pattern)
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

    /// <summary>Writes exactly <paramref name="length"/> bytes, for the end of the output: wide for as long as that stays inside the match.</summary>
    public static void Exact(byte* to, uint distance, uint length)
    {
        byte* end = to + length;
        if (length > SlackBytes)
        {
            uint wide = length - SlackBytes;
            Wide(to, distance, wide);
            to += wide;
        }

        for (; to < end; to++) *to = *(to - distance);
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
