using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Huffman;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Compress;

/// <summary>
/// A literal/length and a distance code as the encoder wants them: bits and their number for each token. Rebuilt in place for dynamic
/// blocks, made once per compressor for fixed and canned ones: distances are set for every segment, so it is not thread-safe.
/// </summary>
internal sealed unsafe class EncoderTables
{
    // What a 64-bit buffer takes between two stores: 7 bits may be in hand, and its 64th bit would make a shift of 64 of it.
    private const int StoreBits = 56;

    private const int EntryRoom = 320, DistanceRoom = 32;

    private readonly ulong[] _codes = GC.AllocateArray<ulong>(Token.Count, pinned: true);
    private readonly uint[] _words = GC.AllocateArray<uint>(Token.Count + EntryRoom + DistanceRoom, pinned: true);
    private readonly uint* _entries;
    private readonly uint* _distances;

    public EncoderTables()
    {
        fixed (ulong* codes = _codes) Codes = codes; // both on the pinned heap, held by this object
        fixed (uint* words = _words)
        {
            Bits = words;
            _entries = words + Token.Count;
            _distances = _entries + EntryRoom;
        }
    }

    /// <summary>
    /// By token: its code with extra bits, as wide as the bit buffer, so that loading and shifting it is one instruction.
    /// </summary>
    public ulong* Codes { get; }

    /// <summary>By token: the bits of its code and extra bits.</summary>
    public uint* Bits { get; }

    /// <summary>Tokens, 2 to 4, that surely fit the bit buffer with what a store leaves in it.</summary>
    public int TokensPerStore { get; private set; }

    /// <summary>The code of the end of a block: code &lt;&lt; 8 | bits.</summary>
    public uint EndOfBlock => _entries[Alphabet.EndOfBlock];

    /// <summary>Sets all but the distances of matches from code lengths.</summary>
    /// <param name="literals">The literal/length code.</param>
    /// <param name="distances">The distance code.</param>
    public void Set<TKernel>(PrefixCode literals, PrefixCode distances)
        where TKernel : struct, IKernel
    {
        CanonicalCode.Assign<TKernel>(literals, _entries);
        TKernel.SplitEntries(_entries, Bits, Codes);
        CanonicalCode.Assign<TKernel>(distances, _distances);
        uint longestDistance = 0;
        for (int symbol = 0; symbol < Alphabet.PageDistanceCount; symbol++)
        {
            uint bits = _distances[symbol] & 0xff, all = bits + Alphabet.DistanceExtraBits[symbol];
            _distances[symbol] = _distances[symbol] >> 8 << 16 | bits << 8 | all;
            if (bits != 0) longestDistance = Math.Max(longestDistance, all);
        }

        uint longestLength = 0;
        for (int slot = 0; slot < Alphabet.LengthSlotCount; slot++) longestLength = Math.Max(longestLength, SetLengths<TKernel>(slot));
        TokensPerStore = MostPerStore(TKernel.Largest256(Bits), longestLength, longestDistance);
    }

    /// <summary>The tables of code lengths that stay.</summary>
    public static EncoderTables Of(ReadOnlySpan<byte> literalLengths, ReadOnlySpan<byte> distanceLengths)
    {
        EncoderTables tables = new();
        tables.Set<ScalarKernel>(new PrefixCode(literalLengths), new PrefixCode(distanceLengths));
        return tables;
    }

    /// <summary>Sets the tokens of the distances of <paramref name="count"/> matches.</summary>
    public void SetDistances(uint* matches, int count)
    {
        uint* distances = _distances, bits = Bits + Token.FirstDistance;
        ulong* codes = Codes + Token.FirstDistance;
        for (nint i = 0; i < count; i++)
        {
            uint entry = distances[Match.DistanceSymbol(matches[i])];
            codes[i] = entry >> 16 | (ulong)Match.DistanceExtra(matches[i]) << (int)(entry >> 8);
            bits[i] = entry & 0xff;
        }
    }

    /// <summary>Sets the lengths of one symbol.</summary>
    /// <returns>Bits of each; 0 if the symbol has no code, and then its lengths are left as they were.</returns>
    private uint SetLengths<TKernel>(int slot)
        where TKernel : struct, IKernel
    {
        uint entry = _entries[Alphabet.FirstLengthSymbol + slot];
        if (entry == 0) return 0;
        int bits = (int)(entry & 0xff), extraBits = Alphabet.LengthExtraBits[slot];
        int first = Token.FirstLength + Alphabet.LengthBase[slot];
        TKernel.SetExtras(Codes + first, Bits + first, entry >> 8, bits, extraBits);
        return (uint)(bits + extraBits);
    }

    /// <summary>A length is followed by a distance, and a distance follows a length; all else can stand anywhere.</summary>
    private static int MostPerStore(uint literal, uint length, uint distance)
    {
        uint two = Math.Max(Math.Max(2 * literal, length + distance), literal + Math.Max(length, distance));
        uint three = Math.Max(two + literal, length + distance + Math.Max(length, distance));
        return 2 * two <= StoreBits ? 4 : three <= StoreBits ? 3 : 2;
    }
}
