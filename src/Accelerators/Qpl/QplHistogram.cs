using MultifdBench.Core;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// How often libqpl's own match finder uses each deflate symbol, gathered page by page [qpl_gather_deflate_statistics]: what a Huffman
/// table for its canned mode is best made from. Not thread-safe.
/// </summary>
public sealed unsafe class QplHistogram
{
    internal const int LiteralLengthCount = 286;
    internal const int DistanceCount = 30;

    // qpl_histogram: two reserved words, which must be 0, after each part.
    private const int DistanceOffset = LiteralLengthCount + 2;
    private const int Words = DistanceOffset + DistanceCount + 2;

    private readonly uint[] _counts = new uint[Words];

    /// <summary>Pages added so far.</summary>
    public long Samples { get; private set; }

    /// <summary>By literal/length symbol. The library counts every symbol at least once.</summary>
    public ReadOnlySpan<uint> LiteralLengths => _counts.AsSpan(0, LiteralLengthCount);

    /// <summary>By distance symbol.</summary>
    public ReadOnlySpan<uint> Distances => _counts.AsSpan(DistanceOffset, DistanceCount);

    internal ReadOnlySpan<uint> Structure => _counts;

    /// <summary>Adds a page's symbols.</summary>
    /// <param name="page">1 byte or more; counts are 32 bits, so at most a million pages in all.</param>
    /// <exception cref="InvalidOperationException">libqpl refused.</exception>
    public void Add(ReadOnlySpan<byte> page)
    {
        fixed (byte* source = page)
        fixed (uint* counts = _counts)
        {
            int status = QplNative.GatherStatistics(source, (uint)page.Length, counts, QplJobKind.Level, QplJobPath.Software);
            if (status != QplStatus.Ok)
                throw new InvalidOperationException($"libqpl gathered no statistics: {QplStatus.Describe(status)}.");
        }

        Samples++;
    }

    /// <summary>
    /// The histogram of a source in which a symbol with a code of n bits has the share 2^-n: the one whose Huffman code has these very
    /// lengths.
    /// </summary>
    /// <param name="literalLengths">286 lengths of a complete code, 1 to 15 bits.</param>
    /// <param name="distances">30 lengths of a complete code, 1 to 15 bits.</param>
    internal static QplHistogram ForCode(ReadOnlySpan<byte> literalLengths, ReadOnlySpan<byte> distances)
    {
        QplHistogram histogram = new();
        for (int symbol = 0; symbol < LiteralLengthCount; symbol++) histogram._counts[symbol] = Share(literalLengths[symbol]);
        for (int symbol = 0; symbol < DistanceCount; symbol++) histogram._counts[DistanceOffset + symbol] = Share(distances[symbol]);
        return histogram;
    }

    private static uint Share(byte length)
    {
        const int Longest = 15;
        return length is >= 1 and <= Longest
            ? 1u << (Longest - length)
            : throw new UsageException($"A code length of {length} bits cannot be had from libqpl: it takes 1 to {Longest}.");
    }
}
