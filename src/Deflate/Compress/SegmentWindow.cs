using System.Diagnostics;
using MultifdBench.Deflate.Format;

namespace MultifdBench.Deflate.Compress;

/// <summary>
/// The compressor's own copy of its input: up to 4 KiB of history and one segment, with the hash table over both. The copy makes the codec
/// safe on pages that the guest is writing (each byte is read once), and gives wide loads their padding.
/// </summary>
internal sealed unsafe class SegmentWindow
{
    /// <summary>Bytes compressed as one block.</summary>
    public const int SegmentBytes = 16384;

    /// <summary>
    /// First position with data: of the history, or of the segment when there is none. Position 0 means "none", so data starts later; a
    /// cache line on keeps it aligned.
    /// </summary>
    public const int FirstPosition = 64;

    private const int Alignment = 64;
    private const int PaddingBytes = 64;
    private const int HeadCount = 1 << MatchParser.HashBits;

    private readonly byte[] _memory = GC.AllocateArray<byte>(
        Alignment + HeadCount * sizeof(ushort) + FirstPosition + Alphabet.PageWindowBytes + SegmentBytes + PaddingBytes, pinned: true);

    public SegmentWindow()
    {
        fixed (byte* memory = _memory) Heads = (ushort*)((nint)(memory + Alignment - 1) & -Alignment);
        Bytes = (byte*)(Heads + HeadCount);
    }

    /// <summary>Latest position of each hash.</summary>
    public ushort* Heads { get; }

    /// <summary>What positions count from.</summary>
    public byte* Bytes { get; }

    /// <summary>First position of the segment.</summary>
    public int First { get; private set; }

    /// <summary>End of the segment.</summary>
    public int End { get; private set; }

    /// <summary>Starts a stream: no history.</summary>
    public void Reset()
    {
        new Span<ushort>(Heads, HeadCount).Clear();
        First = End = FirstPosition;
    }

    /// <summary>Takes the next segment; the end of what was there becomes its history.</summary>
    public void Load(ReadOnlySpan<byte> segment)
    {
        Debug.Assert(segment.Length <= SegmentBytes, "a segment fits");
        if (End > FirstPosition) KeepHistory();
        First = End;
        segment.CopyTo(new Span<byte>(Bytes + First, SegmentBytes));
        End = First + segment.Length;
    }

    private void KeepHistory()
    {
        // Only a stream's last segment can be shorter than the history, so there is always a full one to keep.
        int shift = End - Alphabet.PageWindowBytes - FirstPosition;
        Debug.Assert(shift >= 0, "segments but the last are longer than the history");
        Buffer.MemoryCopy(Bytes + FirstPosition + shift, Bytes + FirstPosition, Alphabet.PageWindowBytes, Alphabet.PageWindowBytes);
        // Positions before the history become 0 or end up below the first position, where the parser refuses them.
        for (int i = 0; i < HeadCount; i++) Heads[i] = (ushort)Math.Max(Heads[i] - shift, 0);
        End = FirstPosition + Alphabet.PageWindowBytes;
    }
}
