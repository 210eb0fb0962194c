using System.Runtime.CompilerServices;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Compress;

/// <summary>
/// Cuts a segment into literals and matches: one probe per position into a table of the latest position of each four-byte hash.
/// </summary>
/// <remarks>
/// Guest pages are mostly literals (some 2,500 of 4,096 bytes) with 150 to 250 matches, so the loop over positions without a match is what
/// counts; it is unrolled four times. Of a match only its second and last two positions enter the table: entering all of them
/// costs a seventh of the parse and gains at most 0.4 % (PERFORMANCE.md).
/// </remarks>
internal static unsafe class MatchParser
{
    /// <summary>log2 of the entries of the hash table: 8 KiB, cleared for every page.</summary>
    public const int HashBits = 12;

    private const uint HashMultiplier = 0x9E37_79B1; // 2^32 / golden ratio
    private const int LongEnough = 32; // from here on a longer match one byte later gains nothing

    /// <summary>Parses [<paramref name="first"/>, <paramref name="end"/>) of the window.</summary>
    /// <param name="window">
    /// Readable up to <paramref name="end"/> + 64; what stands before <paramref name="lowest"/> is never referred to.
    /// </param>
    /// <param name="lowest">First position that holds data: the segment's own first, or that of the history before it.</param>
    /// <param name="first">First position to parse.</param>
    /// <param name="end">End of the segment, at most 65535.</param>
    /// <param name="heads">
    /// 2^<see cref="HashBits"/> positions below <paramref name="first"/>; 0, or any other stale value, is harmless.
    /// </param>
    /// <param name="stream">Receives the segment, parsed.</param>
    public static void Parse<TKernel, TEffort>(byte* window, int lowest, int first, int end, ushort* heads, TokenStream stream)
        where TKernel : struct, IKernel
        where TEffort : struct, IEffort
    {
        ushort* tokens = stream.Tokens;
        uint* matches = stream.Matches;
        uint distanceToken = Token.FirstDistance << 16;
        nint literals = first, p = first;
        nint last = end - 8; // four positions are tried per turn, each with four bytes of data, and one more by the lazy step
        while (p <= last)
        {
            uint word = *(uint*)(window + p);
            nint match = Probe(word, p, heads);
            if (*(uint*)(window + match) == word) goto Found;
            word = *(uint*)(window + ++p);
            match = Probe(word, p, heads);
            if (*(uint*)(window + match) == word) goto Found;
            word = *(uint*)(window + ++p);
            match = Probe(word, p, heads);
            if (*(uint*)(window + match) == word) goto Found;
            word = *(uint*)(window + ++p);
            match = Probe(word, p, heads);
            if (*(uint*)(window + match) == word) goto Found;
            p++;
            p += (p - literals) >> TEffort.SkipShift;
            continue;

        Found:
            if (match < lowest || p - match > Alphabet.PageWindowBytes)
            {
                p++;
                continue;
            }

            int length = TKernel.MatchLength(window + p, window + match, Limit(p, end));
            nint distance = p - match;
            if (TEffort.Lazy && length < LongEnough)
            {
                nint later = Probe(*(uint*)(window + p + 1), p + 1, heads);
                // Only a match that agrees where the first one ended can be longer.
                if (*(uint*)(window + later + length - 3) == *(uint*)(window + p + length - 2) && later >= lowest
                    && p + 1 - later <= Alphabet.PageWindowBytes)
                {
                    int longer = TKernel.MatchLength(window + p + 1, window + later, Limit(p + 1, end));
                    if (longer > length)
                    {
                        p++;
                        length = longer;
                        distance = p - later;
                    }
                }
            }

            nint run = p - literals;
            TKernel.WidenLiterals(window + literals, tokens, (uint)run);
            tokens += run;
            *(uint*)tokens = distanceToken + (uint)(Token.FirstLength + length);
            tokens += 2;
            distanceToken += 1 << 16;
            *matches++ = Match.Pack((uint)length, (uint)distance);
            Insert(window, p + 1, heads);
            p += length;
            literals = p;
            Insert(window, p - 2, heads);
            Insert(window, p - 1, heads);
        }

        TKernel.WidenLiterals(window + literals, tokens, (uint)(end - literals));
        stream.End(tokens + (end - literals), matches);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Limit(nint p, int end) => (int)Math.Min(end - p, Alphabet.MaxMatchBytes);

    /// <summary>The latest position before <paramref name="p"/> with the hash of its four bytes, which now is that position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Probe(uint word, nint p, ushort* heads)
    {
        ushort* head = heads + (word * HashMultiplier >> (32 - HashBits));
        nint match = *head;
        *head = (ushort)p;
        return match;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Insert(byte* window, nint p, ushort* heads) =>
        heads[*(uint*)(window + p) * HashMultiplier >> (32 - HashBits)] = (ushort)p;
}

/// <summary>What a <see cref="DeflateEffort"/> means to the parser, as constants.</summary>
internal interface IEffort
{
    /// <summary>Whether a longer match one position later is preferred.</summary>
    static abstract bool Lazy { get; }

    /// <summary>After four misses, one more position is left out for each 2^this literals since the last match.</summary>
    static abstract int SkipShift { get; }
}

/// <summary><see cref="DeflateEffort.Light"/>.</summary>
internal readonly struct LightEffort : IEffort
{
    public static bool Lazy => false;

    public static int SkipShift => 2;
}

/// <summary><see cref="DeflateEffort.Fast"/>.</summary>
internal readonly struct FastEffort : IEffort
{
    public static bool Lazy => false;

    public static int SkipShift => 3;
}

/// <summary><see cref="DeflateEffort.Thorough"/>.</summary>
internal readonly struct ThoroughEffort : IEffort
{
    public static bool Lazy => true;

    public static int SkipShift => 4;
}
