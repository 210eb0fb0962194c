using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MultifdBench.Deflate.Format;

namespace MultifdBench.Deflate.Compress;

/// <summary>How often each symbol occurs in a parsed segment. Reused; not thread-safe.</summary>
internal sealed unsafe class SymbolCounts
{
    private const int Lanes = 4;
    private const int CopyAhead = 16;

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
    /// <param name="segment">The segment's bytes; 16 more can be read.</param>
    /// <param name="sequences">The segment, parsed.</param>
    public void Count(byte* segment, ReadOnlySpan<ulong> sequences)
    {
        _storage.AsSpan().Clear();
        fixed (byte* literals = _literals) CountLiterals(literals, Gather(segment, sequences, literals));
        LiteralLength[Alphabet.EndOfBlock] = 1;
    }

    /// <summary>
    /// Counts the matches and lines the literals up, 16 bytes at a time whatever their number: so the loop that counts them runs once, over all.
    /// </summary>
    private byte* Gather(byte* source, ReadOnlySpan<ulong> sequences, byte* literals)
    {
        ref byte slots = ref MemoryMarshal.GetReference(Alphabet.LengthSlots);
        uint* lengthCounts = LiteralLength + Alphabet.FirstLengthSymbol;
        uint* distanceCounts = Distance;
        foreach (ulong sequence in sequences)
        {
            uint run = Sequence.Literals(sequence), length = Sequence.Length(sequence);
            Unsafe.CopyBlockUnaligned(literals, source, CopyAhead);
            if (run > CopyAhead) Unsafe.CopyBlockUnaligned(literals + CopyAhead, source + CopyAhead, run - CopyAhead);
            literals += run;
            source += run + length;
            if (length == 0) break;
            lengthCounts[Unsafe.Add(ref slots, length)]++;
            distanceCounts[Sequence.DistanceSymbol(Sequence.Distance(sequence), out _)]++;
        }

        return literals;
    }

    /// <summary>Four lanes, so that a run of one byte does not make each count wait for the one before.</summary>
    private void CountLiterals(byte* literals, byte* end)
    {
        uint* lanes = _lanes;
        for (; literals + 8 <= end; literals += 8)
        {
            ulong eight = *(ulong*)literals;
            lanes[(byte)eight]++;
            lanes[256 + (byte)(eight >> 8)]++;
            lanes[512 + (byte)(eight >> 16)]++;
            lanes[768 + (byte)(eight >> 24)]++;
            lanes[(byte)(eight >> 32)]++;
            lanes[256 + (byte)(eight >> 40)]++;
            lanes[512 + (byte)(eight >> 48)]++;
            lanes[768 + (byte)(eight >> 56)]++;
        }

        for (; literals < end; literals++) lanes[*literals]++;
        uint* counts = LiteralLength;
        int width = Vector<uint>.Count;
        for (int i = 0; i < 256; i += width)
            (Vector.Load(lanes + i) + Vector.Load(lanes + 256 + i) + Vector.Load(lanes + 512 + i) + Vector.Load(lanes + 768 + i)).Store(counts + i);
    }
}
