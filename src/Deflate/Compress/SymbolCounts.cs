using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Compress;

/// <summary>How often each symbol occurs in a parsed segment. Reused; not thread-safe.</summary>
internal sealed unsafe class SymbolCounts
{
    /// <summary>
    /// Counters of one lane: of all tokens, though only those of literals are of use. As it is, the literals of four lanes are a KiB apart
    /// in the lower 12 bits of their addresses, by which a processor tells a load from the stores before it.
    /// </summary>
    public const int LaneRoom = (Token.Count + 1023) / 1024 * 1024 + 256;

    private const int Lanes = 4;
    private const int LiteralLengthRoom = 320, DistanceRoom = 32;

    private readonly uint[] _storage = GC.AllocateArray<uint>(LiteralLengthRoom + DistanceRoom + Lanes * LaneRoom, pinned: true);
    private readonly uint* _lanes;

    public SymbolCounts()
    {
        fixed (uint* storage = _storage) // on the pinned heap, held by this object
        {
            LiteralLength = storage;
            Distance = storage + LiteralLengthRoom;
            _lanes = Distance + DistanceRoom;
        }
    }

    /// <summary>By literal/length symbol.</summary>
    public uint* LiteralLength { get; }

    /// <summary>By distance symbol.</summary>
    public uint* Distance { get; }

    /// <summary>Counts a segment's symbols, its end of block included.</summary>
    public void Count<TKernel>(TokenStream stream)
        where TKernel : struct, IKernel
    {
        new Span<uint>(LiteralLength, LiteralLengthRoom + DistanceRoom).Clear();
        for (int lane = 0; lane < Lanes; lane++) new Span<uint>(_lanes + lane * LaneRoom, 256).Clear();
        CountLiterals(stream.Tokens, stream.Count);
        TKernel.SumLanes(_lanes, LiteralLength);
        CountMatches(stream.Matches, stream.MatchCount);
        LiteralLength[Alphabet.EndOfBlock] = 1;
    }

    /// <summary>
    /// Four lanes, so that a run of one byte does not make each count wait for the one before. Tokens of matches are counted too, where
    /// nobody looks: leaving them out would take a branch.
    /// </summary>
    private void CountLiterals(ushort* tokens, int count)
    {
        uint* lanes = _lanes;
        for (ushort* end = tokens + count; tokens < end; tokens += 8) // those past the end are no literals
        {
            lanes[tokens[0]]++;
            lanes[LaneRoom + tokens[1]]++;
            lanes[2 * LaneRoom + tokens[2]]++;
            lanes[3 * LaneRoom + tokens[3]]++;
            lanes[tokens[4]]++;
            lanes[LaneRoom + tokens[5]]++;
            lanes[2 * LaneRoom + tokens[6]]++;
            lanes[3 * LaneRoom + tokens[7]]++;
        }
    }

    private void CountMatches(uint* matches, int count)
    {
        ref byte slots = ref MemoryMarshal.GetReference(Alphabet.LengthSlots);
        uint* lengths = LiteralLength + Alphabet.FirstLengthSymbol;
        uint* distances = Distance;
        for (uint* end = matches + count; matches < end; matches++)
        {
            lengths[Unsafe.Add(ref slots, Match.Length(*matches))]++;
            distances[Match.DistanceSymbol(*matches)]++;
        }
    }
}
