using System.Runtime.CompilerServices;
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

    /// <summary>Distances below 16 repeat a pattern: it is laid out once in 16 bytes, then stored at every whole number of patterns.</summary>
    private static void Short(byte* to, uint distance, uint length)
    {
        byte* from = to - distance;
        byte* pattern = stackalloc byte[16];
        for (uint i = 0, j = 0; i < 16; i++)
        {
            pattern[i] = from[j];
            j = j + 1 == distance ? 0 : j + 1;
        }

        Vector128<byte> vector = Vector128.Load(pattern);
        uint step = 16 - 16 % distance;
        for (byte* end = to + length; to < end; to += step) Vector128.Store(vector, to);
    }

    /// <summary>Writes exactly <paramref name="length"/> bytes; for the end of the output.</summary>
    public static void Exact(byte* to, uint distance, uint length)
    {
        for (byte* end = to + length; to < end; to++) *to = *(to - distance);
    }
}
