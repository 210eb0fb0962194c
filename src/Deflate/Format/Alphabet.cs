namespace MultifdBench.Deflate.Format;

/// <summary>The alphabets of deflate and how lengths and distances become symbols with extra bits [RFC1951 §3.2.5–3.2.7].</summary>
internal static class Alphabet
{
    /// <summary>Literal/length symbols that may be used: 256 literals, end of block, 29 lengths.</summary>
    public const int LiteralLengthCount = 286;

    /// <summary>The fixed code also gives lengths to two symbols that never occur [RFC1951 §3.2.6].</summary>
    public const int FixedLiteralLengthCount = 288;

    /// <summary>Distance symbols that may be used.</summary>
    public const int DistanceCount = 30;

    /// <summary>The fixed distance code has 32 five-bit codes, two of which never occur.</summary>
    public const int FixedDistanceCount = 32;

    /// <summary>Symbols of the code that carries the code lengths of a dynamic block.</summary>
    public const int PrecodeCount = 19;

    /// <summary>Ends every block.</summary>
    public const int EndOfBlock = 256;

    /// <summary>The symbol of match length 3.</summary>
    public const int FirstLengthSymbol = 257;

    /// <summary>Length symbols, from <see cref="FirstLengthSymbol"/>.</summary>
    public const int LengthSlotCount = 29;

    /// <summary>The longest match that has a symbol.</summary>
    public const int MaxMatchBytes = 258;

    /// <summary>The longest code of the literal/length and distance alphabets, in bits.</summary>
    public const int MaxCodeLength = 15;

    /// <summary>The longest code of the precode, in bits.</summary>
    public const int MaxPrecodeLength = 7;

    /// <summary>The history of IAA hardware and of everything this project compresses, in bytes.</summary>
    public const int PageWindowBytes = 4096;

    /// <summary>Symbols of the distances within that history.</summary>
    public const int PageDistanceCount = 24;

    /// <summary>The history that deflate allows, in bytes.</summary>
    public const int FullWindowBytes = 32768;

    /// <summary>The longest stored block, in bytes.</summary>
    public const int MaxStoredBytes = 65535;

    /// <summary>Shortest match of each length symbol.</summary>
    public static ReadOnlySpan<ushort> LengthBase =>
    [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ];

    /// <summary>Extra bits of each length symbol.</summary>
    public static ReadOnlySpan<byte> LengthExtraBits =>
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>Shortest distance of each distance symbol.</summary>
    public static ReadOnlySpan<ushort> DistanceBase =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
        4097, 6145, 8193, 12289, 16385, 24577,
    ];

    /// <summary>Extra bits of each distance symbol.</summary>
    public static ReadOnlySpan<byte> DistanceExtraBits =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>
    /// The order in which precode lengths are sent: the likely ones first, so that the tail can be left out [RFC1951 §3.2.7].
    /// </summary>
    public static ReadOnlySpan<byte> PrecodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Match length (0–258) to length slot; lengths below 3 never occur and map to 0.</summary>
    public static ReadOnlySpan<byte> LengthSlots => LengthSlotTable;

    private static readonly byte[] LengthSlotTable = BuildLengthSlots();

    private static byte[] BuildLengthSlots()
    {
        byte[] slots = GC.AllocateArray<byte>(MaxMatchBytes + 2, pinned: true);
        for (int slot = 0; slot < LengthSlotCount; slot++)
        {
            // 258 has its own slot although slot 27 with all extra bits set would reach it too.
            int end = slot == LengthSlotCount - 1 ? MaxMatchBytes + 1 : LengthBase[slot + 1];
            for (int length = LengthBase[slot]; length < end; length++) slots[length] = (byte)slot;
        }

        return slots;
    }
}
