using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Compress;

/// <summary>How often each symbol occurs in a parsed segment. Reused; not thread-safe.</summary>
internal sealed unsafe class SymbolCounts
{
    private const int Lanes = 4;
    private const int CopyAhead = 32;

    private readonly uint[] _storage = GC.AllocateArray<uint>(Lanes * 256 + 320 + 32, pinned: true);
    private readonly byte[] _literals = GC.AllocateArray<byte>(SegmentWindow.SegmentBytes + 2 * CopyAhead, pinned: true);
    private readonly uint* _lanes;

    public SymbolCounts()
    {
        fixed (uint* storage = _storage) // on the pinned heap, held by this object
        {
            _lanes = storage;
            LiteralLength = storage + Lanes * 256;
            Distance = LiteralLength + 320;
        }
    }

    /// <summary>By literal/length symbol.</summary>
    public uint* LiteralLength { get; }

    /// <summary>By distance symbol.</summary>
    public uint* Distance { get; }

    /// <summary>Counts a segment's symbols, its end of block included.</summary>
    /// <param name="segment">The segment's bytes; 32 more can be read.</param>
    /// <param name="sequences">The segment, parsed.</param>
    public void Count<TKernel>(byte* segment, ReadOnlySpan<ulong> sequences)
        where TKernel : struct, IKernel
    {
        _storage.AsSpan().Clear();
        fixed (byte* literals = _literals) CountLiterals<TKernel>(literals, Gather<TKernel>(segment, sequences, literals));
        LiteralLength[Alphabet.EndOfBlock] = 1;
    }

    /// <summary>
    /// Counts the matches and lines the literals up, wide whatever their number: so the loop that counts them runs once, over all.
    /// </summary>
    private byte* Gather<TKernel>(byte* source, ReadOnlySpan<ulong> sequences, byte* literals)
        where TKernel : struct, IKernel
    {
        ref byte slots = ref MemoryMarshal.GetReference(Alphabet.LengthSlots);
        uint* lengthCounts = LiteralLength + Alphabet.FirstLengthSymbol;
        uint* distanceCounts = Distance;
        foreach (ulong sequence in sequences)
        {
            uint run = Sequence.Literals(sequence), length = Sequence.Length(sequence);
            TKernel.CopyLiterals(source, literals, run);
            literals += run;
            source += run + length;
            if (length == 0) break;
            lengthCounts[Unsafe.Add(ref slots, length)]++;
            distanceCounts[Sequence.DistanceSymbol(Sequence.Distance(sequence), out _)]++;
        }

        return literals;
    }

    /// <summary>Four lanes, so that a run of one byte does not make each count wait for the one before.</summary>
    private void CountLiterals<TKernel>(byte* literals, byte* end)
        where TKernel : struct, IKernel
    {
        uint* lanes = _lanes;
        for (; literals + 8 <= end; literals += 8)
        {
            lanes[literals[0]]++;
            lanes[256 + literals[1]]++;
            lanes[512 + literals[2]]++;
            lanes[768 + literals[3]]++;
            lanes[literals[4]]++;
            lanes[256 + literals[5]]++;
            lanes[512 + literals[6]]++;
            lanes[768 + literals[7]]++;
        }

        for (; literals < end; literals++) lanes[*literals]++;
        TKernel.SumLanes(lanes, LiteralLength);
    }
}
