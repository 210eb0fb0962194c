namespace MultifdBench.Deflate.Kernels;

/// <summary>
/// The steps that a processor's vectors, or instructions that not every processor has, make faster: all of them, so that a kernel is one
/// thing everywhere. Implementations are empty structs, so that each loop over them is compiled for each, with the step inside it.
/// </summary>
internal unsafe partial interface IKernel
{
    /// <summary>Bytes that are equal from <paramref name="a"/> and <paramref name="b"/>, at most <paramref name="limit"/>.</summary>
    /// <remarks>Reads up to 31 bytes beyond the limit: the window is padded by more.</remarks>
    static abstract int MatchLength(byte* a, byte* b, int limit);

    /// <summary>Writes <paramref name="count"/> bytes as 16-bit numbers; reads and writes up to 32 more of each.</summary>
    static abstract void WidenLiterals(byte* from, ushort* to, uint count);

    /// <summary>The largest of 256 numbers.</summary>
    static abstract uint Largest256(uint* numbers);

    /// <summary>
    /// Writes 2^<paramref name="extraBits"/> codes, with extra bits 0, 1, 2 … above the <paramref name="codeBits"/> bits of
    /// <paramref name="code"/>, and the bits of each.
    /// </summary>
    static abstract void SetExtras(ulong* codes, uint* bits, ulong code, int codeBits, int extraBits);

    /// <summary>Adds 256 counts of four lanes, <see cref="Compress.SymbolCounts.LaneRoom"/> apart, into <paramref name="sums"/>.</summary>
    static abstract void SumLanes(uint* lanes, uint* sums);

    /// <summary>
    /// Bits that symbols with these counts save when codes have lengths <paramref name="after"/>, not <paramref name="before"/>.
    /// </summary>
    static abstract long SavedBits(uint* counts, byte* before, byte* after, int symbolCount);

    /// <summary>Of 256 entries of <see cref="Compress.EncoderTables"/> their bits and, 64 bits wide, their codes.</summary>
    static abstract void SplitEntries(uint* entries, uint* bits, ulong* codes);

    /// <summary>Which of 32 bytes are not zero, the first one in the lowest bit.</summary>
    static abstract uint NonZero(byte* bytes);

    /// <summary>
    /// Of 32 places those where three zeros or four equal bytes begin; a byte that is <paramref name="none"/> begins nothing. Reads 35
    /// bytes.
    /// </summary>
    static abstract uint RunStarts(byte* bytes, byte none);

    /// <summary>Writes a byte 16 times.</summary>
    static abstract void Fill16(byte* to, byte value);

    /// <summary>As many low bits of <paramref name="buffer"/> as the low six bits of an entry, whose next two are zero, say.</summary>
    static abstract ulong LowBits(ulong buffer, uint entry);

    /// <summary>
    /// Writes <paramref name="length"/> bytes at <paramref name="to"/> that repeat those <paramref name="distance"/> before, and up to
    /// <see cref="Inflate.MatchCopy.SlackBytes"/> more, which later output overwrites.
    /// </summary>
    static abstract void CopyMatch(byte* to, uint distance, uint length);

    /// <summary>Adds a block to the two sums of Adler-32, which stay below 2^32.</summary>
    static abstract void AddToAdler(ReadOnlySpan<byte> block, ref uint a, ref uint b);
}
