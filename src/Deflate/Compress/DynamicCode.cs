using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Huffman;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Compress;

/// <summary>The code of one dynamic block: counts, code lengths, tables and header. Reused from block to block; not thread-safe.</summary>
internal sealed unsafe class DynamicCode
{
    /// <summary>
    /// The longest code made, in bits, although 15 are allowed. On a page's few thousand symbols longer codes gain less than their lengths
    /// cost in the header (10 was no larger than 11 or 12 on any sample), and decoders get by with a small table of one level.
    /// </summary>
    public const int MaxCodeLength = 10;

    private readonly SymbolCounts _counts = new();
    private readonly CodeLengths _codeLengths = new();
    private readonly DynamicHeader _header;
    private readonly PrefixCode _literals = new(Alphabet.LiteralLengthCount);
    private readonly PrefixCode _distances = new(Alphabet.DistanceCount);

    public DynamicCode() => _header = new DynamicHeader(_codeLengths);

    /// <summary>The code to write the block in, after <see cref="Prepare"/>.</summary>
    public EncoderTables Tables { get; } = new();

    /// <summary>Makes the code for a parsed segment.</summary>
    /// <returns>False when the fixed code is as short, header counted; then nothing else may be called.</returns>
    public bool Prepare<TKernel>(TokenStream stream)
        where TKernel : struct, IKernel
    {
        _counts.Count<TKernel>(stream);
        _codeLengths.Build(_counts.LiteralLength, MaxCodeLength, _literals);
        _codeLengths.Build(_counts.Distance, MaxCodeLength, _distances);
        int headerBits = _header.Prepare<TKernel>(_literals, _distances);
        if (headerBits >= SavedBits<TKernel>()) return false;
        Tables.Set<TKernel>(_literals, _distances);
        return true;
    }

    /// <summary>Writes block type and code lengths.</summary>
    public void PutHeader(ref BitSink sink, bool final) => _header.Write(ref sink, final);

    /// <summary>Bits that the symbols are shorter than in the fixed code; extra bits are the same in both.</summary>
    private long SavedBits<TKernel>()
        where TKernel : struct, IKernel
    {
        fixed (byte* literals = FixedCode.LiteralLengths, distances = FixedCode.DistanceLengths)
        {
            return TKernel.SavedBits(_counts.LiteralLength, literals, _literals.Lengths, Alphabet.LiteralLengthCount)
                + TKernel.SavedBits(_counts.Distance, distances, _distances.Lengths, Alphabet.DistanceCount) + 3;
        }
    }
}
