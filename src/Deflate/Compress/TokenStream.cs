using System.Numerics;
using System.Runtime.CompilerServices;

namespace MultifdBench.Deflate.Compress;

/// <summary>
/// A segment, parsed: what the parser hands to the counts and to the encoder. Each symbol is a token of 16 bits, a match two of them, so
/// that the loops over them are free of guesses where a run of literals ends. Reused from segment to segment; not thread-safe.
/// </summary>
internal sealed unsafe class TokenStream
{
    /// <summary>Tokens that may be written, or read, past the last one.</summary>
    public const int Slack = 64;

    private readonly ushort[] _tokens = GC.AllocateArray<ushort>(SegmentWindow.SegmentBytes + 2 * Slack, pinned: true);
    private readonly uint[] _matches = GC.AllocateArray<uint>(Token.MatchRoom, pinned: true);

    public TokenStream()
    {
        fixed (ushort* tokens = _tokens) Tokens = tokens; // both on the pinned heap, held by this object
        fixed (uint* matches = _matches) Matches = matches;
    }

    /// <summary>The tokens, in order.</summary>
    public ushort* Tokens { get; }

    /// <summary>Length and distance of each match, in order: <see cref="Match"/>.</summary>
    public uint* Matches { get; }

    /// <summary>How many tokens.</summary>
    public int Count { get; private set; }

    /// <summary>How many matches.</summary>
    public int MatchCount { get; private set; }

    /// <summary>Ends the stream; what follows the last token says nothing, so that loops can take several tokens a turn.</summary>
    public void End(ushort* end, uint* matchesEnd)
    {
        new Span<ushort>(end, Slack).Fill(Token.Nothing);
        Count = (int)(end - Tokens);
        MatchCount = (int)(matchesEnd - Matches);
    }
}

/// <summary>
/// What a token means: 0–255 are literals, <see cref="FirstLength"/> + n a match of n bytes, and <see cref="FirstDistance"/> + n the
/// distance of the n-th match.
/// </summary>
internal static class Token
{
    /// <summary>Of match lengths, of which none is 0: that is the end of a block.</summary>
    public const int FirstLength = 256;

    /// <summary>The end of a block.</summary>
    public const int EndOfBlock = FirstLength;

    /// <summary>Stands for no symbol: fills up the last turn of a loop.</summary>
    public const int Nothing = FirstLength + 1;

    /// <summary>Of distances, by number of the match: each has an entry of its own, with its extra bits.</summary>
    public const int FirstDistance = 520;

    /// <summary>Matches of a segment, of four bytes at least, and some to spare.</summary>
    public const int MatchRoom = SegmentWindow.SegmentBytes / 4 + 8;

    /// <summary>All tokens are below this.</summary>
    public const int Count = FirstDistance + MatchRoom;
}

/// <summary>A match in 32 bits: 0–4 distance symbol, 5–13 length, from 16 on the distance's extra bits.</summary>
internal static class Match
{
    /// <summary>
    /// The symbol of a distance comes without a table: with d = distance − 1, each power of two of d from 2 on has two symbols, told
    /// apart by the bit below the highest [RFC1951 §3.2.5]. The "| 2" lets d = 0 and 1 fall out right.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Pack(uint length, uint distance)
    {
        uint d = distance - 1;
        int extraBits = 30 - BitOperations.LeadingZeroCount(d | 2);
        uint upper = d >> extraBits;
        return 2 * (uint)extraBits + upper | length << 5 | (d ^ upper << extraBits) << 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint DistanceSymbol(uint match) => match & 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Length(uint match) => match >> 5 & 511;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint DistanceExtra(uint match) => match >> 16;
}
