using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Huffman;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Compress;

/// <summary>
/// A literal/length and a distance code as the encoder wants them: one look-up per literal, match length and distance slot, with the count
/// of bits in the lowest byte of each entry. Rebuilt in place for dynamic blocks, made once for fixed and canned ones (then thread-safe).
/// </summary>
internal sealed unsafe class EncoderTables
{
    private const int LiteralLengthRoom = 320, LengthRoom = 320, DistanceRoom = 64;

    private readonly uint[] _storage = GC.AllocateArray<uint>(LiteralLengthRoom + LengthRoom + DistanceRoom + 3 * 256, pinned: true);

    public EncoderTables()
    {
        fixed (uint* storage = _storage) // on the pinned heap, held by this object
        {
            LiteralLength = storage;
            Length = storage + LiteralLengthRoom;
            Distance = Length + LengthRoom;
            LiteralBits = Distance + DistanceRoom;
            LiteralCodes = (ulong*)(LiteralBits + 256);
        }
    }

    /// <summary>By symbol: code &lt;&lt; 8 | bits.</summary>
    public uint* LiteralLength { get; }

    /// <summary>By literal: its code alone, as wide as the bit buffer, so that loading and shifting it is one instruction.</summary>
    public ulong* LiteralCodes { get; }

    /// <summary>By literal: the bits of its code.</summary>
    public uint* LiteralBits { get; }

    /// <summary>
    /// By match length 3–258: code with extra bits &lt;&lt; 8 | bits of both. Lengths without a code are left as they were.
    /// </summary>
    public uint* Length { get; }

    /// <summary>By distance symbol: code &lt;&lt; 16 | code's bits &lt;&lt; 8 | bits with extra bits.</summary>
    public uint* Distance { get; }

    /// <summary>Sets all tables from code lengths.</summary>
    public void Set<TKernel>(byte* literalLengths, int literalCount, byte* distanceLengths, int distanceCount)
        where TKernel : struct, IKernel
    {
        CanonicalCode.Assign<TKernel>(literalLengths, literalCount, LiteralLength);
        TKernel.SplitEntries(LiteralLength, LiteralBits, LiteralCodes);
        CanonicalCode.Assign<TKernel>(distanceLengths, distanceCount, Distance);
        for (int symbol = 0; symbol < Alphabet.DistanceCount; symbol++)
        {
            uint bits = Distance[symbol] & 0xff;
            Distance[symbol] = Distance[symbol] >> 8 << 16 | bits << 8 | bits + Alphabet.DistanceExtraBits[symbol];
        }

        for (int slot = 0; slot < Alphabet.LengthSlotCount; slot++) SetLengths(slot);
    }

    /// <summary>The tables of code lengths that stay; made once, so the plain loops do.</summary>
    public static EncoderTables Of(ReadOnlySpan<byte> literalLengths, ReadOnlySpan<byte> distanceLengths)
    {
        EncoderTables tables = new();
        fixed (byte* literals = literalLengths, distances = distanceLengths)
            tables.Set<ScalarKernel>(literals, literalLengths.Length, distances, distanceLengths.Length);
        return tables;
    }

    private void SetLengths(int slot)
    {
        uint entry = LiteralLength[Alphabet.FirstLengthSymbol + slot];
        if (entry == 0) return;
        int bits = (int)(entry & 0xff), extraBits = Alphabet.LengthExtraBits[slot];
        uint* lengths = Length + Alphabet.LengthBase[slot];
        for (uint extra = 0; extra < 1u << extraBits; extra++)
            lengths[extra] = (entry >> 8 | extra << bits) << 8 | (uint)(bits + extraBits);
    }
}
