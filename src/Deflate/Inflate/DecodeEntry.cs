using MultifdBench.Deflate.Format;

namespace MultifdBench.Deflate.Inflate;

/// <summary>
/// One entry of a decode table, 32 bits. All kinds: bits 0–5 are the bits to consume, extra bits included, where a shift instruction
/// wants them.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item>literals: bit 6 set; bits 8–15 the first byte, bits 16–21 the bits of its code, bits 30–31 how many literals the entry consumes:
/// with two, the second is what the table gives for the bits behind the first code</item>
/// <item>length or distance: bit 6 clear, bits 8–13 the code's own bits, bits 16–30 the base value</item>
/// <item>exceptional: bit 6 clear, bit 31 set; bit 14 end of block; bit 15 a subtable at bits 16–30, indexed by bits 8–13 bits; neither:
/// no symbol</item>
/// </list>
/// </remarks>
internal static class DecodeEntry
{
    public const uint BitsMask = 0x3f;
    public const uint Literal = 0x40;
    public const int LiteralCountShift = 30;
    public const uint OneMoreLiteral = 1u << LiteralCountShift;
    public const uint OneLiteral = Literal | OneMoreLiteral;
    public const int FirstBitsShift = 16;
    public const uint Exceptional = 1u << 31;
    public const uint EndOfBlock = Exceptional | 1u << 14;
    public const uint SubtableFlag = 1u << 15;
    public const uint Subtable = Exceptional | SubtableFlag;
    public const uint NoSymbol = Exceptional;

    /// <summary>What a code's length adds to a literal's entry.</summary>
    public const uint LiteralLengthStep = 0x10001;

    /// <summary>
    /// What a code's length adds to any other entry: to the bits to consume and to the code's own, which an exceptional one has no use for.
    /// </summary>
    public const uint MatchLengthStep = 0x101;

    /// <summary>
    /// Entries of the literal/length alphabet before the code's length is added; the two reserved symbols are no symbols.
    /// </summary>
    public static uint[] LiteralLengthTemplates { get; } = BuildLiteralLengths();

    /// <summary>Entries of the distance alphabet before the code's length is added; the two reserved symbols are no symbols.</summary>
    public static uint[] DistanceTemplates { get; } = BuildDistances();

    /// <summary>
    /// Entries of the precode, of their own kind: bits 0–5 and 8–13 as for a length, bits 16–22 the least repeat, bits 24–27 the code
    /// length that is repeated, bit 28 set when it is the previous one.
    /// </summary>
    public static uint[] PrecodeTemplates { get; } = BuildPrecode();

    /// <summary>Flag of a precode entry.</summary>
    public const uint RepeatsPrevious = 1u << 28;

    private static uint[] BuildLiteralLengths()
    {
        uint[] entries = GC.AllocateArray<uint>(Alphabet.FixedLiteralLengthCount, pinned: true);
        for (uint literal = 0; literal < 256; literal++) entries[literal] = literal << 8 | OneLiteral;
        entries[Alphabet.EndOfBlock] = EndOfBlock;
        for (int slot = 0; slot < Alphabet.LengthSlotCount; slot++)
            entries[Alphabet.FirstLengthSymbol + slot] = (uint)Alphabet.LengthBase[slot] << 16 | Alphabet.LengthExtraBits[slot];
        entries[286] = entries[287] = NoSymbol;
        return entries;
    }

    private static uint[] BuildDistances()
    {
        uint[] entries = GC.AllocateArray<uint>(Alphabet.FixedDistanceCount, pinned: true);
        for (int symbol = 0; symbol < Alphabet.DistanceCount; symbol++)
            entries[symbol] = (uint)Alphabet.DistanceBase[symbol] << 16 | Alphabet.DistanceExtraBits[symbol];
        entries[30] = entries[31] = NoSymbol;
        return entries;
    }

    private static uint[] BuildPrecode()
    {
        uint[] entries = GC.AllocateArray<uint>(Alphabet.PrecodeCount, pinned: true);
        for (uint length = 0; length < 16; length++) entries[length] = length << 24 | 1 << 16;
        entries[16] = RepeatsPrevious | 3 << 16 | 2;
        entries[17] = 3 << 16 | 3;
        entries[18] = 11 << 16 | 7;
        return entries;
    }
}
