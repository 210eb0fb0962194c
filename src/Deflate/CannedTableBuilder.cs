using MultifdBench.Core;
using MultifdBench.Deflate.Compress;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Huffman;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate;

/// <summary>
/// Makes a <see cref="CannedTable"/> from the statistics of sampled guest pages; one page in 16 is plenty. Not thread-safe.
/// </summary>
/// <remarks>
/// The counts are of what the compressor itself would send in canned mode. Every symbol counts at least once, so that pages with symbols
/// that no sample had still compress; QPL's own statistics do the same.
/// </remarks>
public sealed unsafe class CannedTableBuilder
{
    // The Huffman construction takes sums below 2^22: larger statistics are scaled down to this.
    private const ulong CountLimit = 1 << 21;

    // Rare symbols pay for it with a fraction of a bit, and decoders get by without subtables.
    private const int LongestLiteralLength = 12;

    // With lengths of 12 and 5 extra bits and distances of these and 10, three tokens fit the encoder's bit buffer.
    private const int LongestDistance = 9;

    private readonly ulong[] _literalLengths = new ulong[Alphabet.LiteralLengthCount];
    private readonly ulong[] _distances = new ulong[Alphabet.DistanceCount];
    private readonly SegmentWindow _window = new();
    private readonly SymbolCounts _counts = new();
    private readonly TokenStream _stream = new();

    /// <summary>Pages (or other inputs) added so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Adds a page's statistics. Zero pages are better left out: they are never handed to a method.</summary>
    /// <param name="page">1 byte to 16 KiB; usually one page.</param>
    public void Add(ReadOnlySpan<byte> page)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Length, SegmentWindow.SegmentBytes);
        _window.Reset();
        _window.Load(page);
        MatchParser.Parse<ScalarKernel, FastEffort>(
            _window.Bytes, SegmentWindow.FirstPosition, _window.First, _window.End, _window.Heads, _stream);
        _counts.Count<ScalarKernel>(_stream);

        Add(new ReadOnlySpan<uint>(_counts.LiteralLength, _literalLengths.Length),
            new ReadOnlySpan<uint>(_counts.Distance, _distances.Length));
    }

    /// <summary>Adds statistics that another match finder gathered, as one sample.</summary>
    /// <param name="literalLengths">Counts of the 286 literal/length symbols.</param>
    /// <param name="distances">Counts of the 30 distance symbols.</param>
    public void Add(ReadOnlySpan<uint> literalLengths, ReadOnlySpan<uint> distances)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(literalLengths.Length, _literalLengths.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(distances.Length, _distances.Length);
        for (int symbol = 0; symbol < _literalLengths.Length; symbol++) _literalLengths[symbol] += literalLengths[symbol];
        for (int symbol = 0; symbol < _distances.Length; symbol++) _distances[symbol] += distances[symbol];
        Samples++;
    }

    /// <summary>The table for the pages added so far.</summary>
    /// <exception cref="UsageException">No page was added.</exception>
    public CannedTable Build()
    {
        if (Samples == 0) throw new UsageException("A canned table needs samples: add at least one page.");
        byte[] lengths = new byte[Alphabet.LiteralLengthCount + Alphabet.DistanceCount];
        Lengths(_literalLengths, LongestLiteralLength, lengths.AsSpan(0, Alphabet.LiteralLengthCount));
        Lengths(_distances, LongestDistance, lengths.AsSpan(Alphabet.LiteralLengthCount));
        return new CannedTable(lengths);
    }

    private static void Lengths(ulong[] counts, int longest, Span<byte> lengths)
    {
        ulong total = 0;
        foreach (ulong count in counts) total += count;
        uint[] scaled = new uint[counts.Length];
        for (int i = 0; i < counts.Length; i++)
            scaled[i] = (uint)Math.Max(1, total <= CountLimit ? counts[i] : (ulong)((double)counts[i] / total * CountLimit));
        PrefixCode code = new(scaled.Length);
        fixed (uint* first = scaled) new CodeLengths().Build(first, longest, code);
        code.AsSpan.CopyTo(lengths);
    }
}
