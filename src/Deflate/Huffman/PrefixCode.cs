namespace MultifdBench.Deflate.Huffman;

/// <summary>The lengths of a canonical code, which say all of it. Rebuilt in place for dynamic blocks; not thread-safe.</summary>
internal sealed unsafe class PrefixCode
{
    private readonly byte[] _lengths;
    private readonly uint[] _byLength = GC.AllocateArray<uint>(LengthCounts.Room, pinned: true);

    /// <summary>A code without symbols, to be built.</summary>
    /// <param name="symbols">Symbols of its alphabet.</param>
    public PrefixCode(int symbols)
    {
        Symbols = symbols;
        _lengths = GC.AllocateArray<byte>(symbols, pinned: true);
        fixed (byte* lengths = _lengths) Lengths = lengths; // both on the pinned heap, held by this object
        fixed (uint* byLength = _byLength) ByLength = byLength;
    }

    /// <summary>The code with these lengths, 0 to 15.</summary>
    public PrefixCode(ReadOnlySpan<byte> lengths)
        : this(lengths.Length)
    {
        lengths.CopyTo(_lengths);
        LengthCounts.Count(Lengths, Symbols, ByLength);
    }

    /// <summary>Symbols of the alphabet.</summary>
    public int Symbols { get; }

    /// <summary>Bits of each symbol's code; 0 for symbols without one.</summary>
    public byte* Lengths { get; }

    /// <summary>How many symbols have each length of 0 to 15.</summary>
    public uint* ByLength { get; }

    /// <summary>Bits of each symbol's code.</summary>
    public ReadOnlySpan<byte> AsSpan => _lengths;
}
