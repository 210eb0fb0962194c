using MultifdBench.Deflate;
using MultifdBench.Deflate.Compress;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Huffman;

namespace MultifdBench.Tests.Deflate;

/// <summary>Tokens go out several between two stores, as many as surely fit the code at hand.</summary>
public sealed unsafe class TokenEncoderTests
{
    [Fact]
    public void AStoreTakesAsManyTokensAsSurelyFit()
    {
        Assert.Equal(4, EncoderTables.Of(FixedCode.LiteralLengths, FixedCode.DistanceLengths).TokensPerStore);
        // A length of 12 + 5 bits between two distances of 9 + 10, or of a bit more.
        Assert.Equal(3, Tables(SteepCode(12, 9)).TokensPerStore);
        Assert.Equal(2, Tables(SteepCode(12, 10)).TokensPerStore);
        Assert.Equal(2, Tables(SteepCode(14, 14)).TokensPerStore);
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(12, 9)]
    [InlineData(12, 10)]
    [InlineData(14, 14)]
    public void MatchAfterMatchWithTheLongestCodes_RoundTrips(int literalLimit, int distanceLimit)
    {
        CannedTable table = new(SteepCode(literalLimit, distanceLimit));
        PageDeflater deflater = new(DeflateMode.Canned, table);
        PageInflater inflater = new(PageInflater.IaaWindowBytes, table);
        for (int seed = 0; seed < 50; seed++)
        {
            byte[] source = LongFarMatches(seed), stream = new byte[65536], back = new byte[source.Length];
            int length = deflater.Compress(source, stream);
            Assert.Equal(InflateStatus.Done, inflater.Decompress(stream.AsSpan(0, length), back, out int consumed, out int written));
            Assert.Equal((length, source.Length), (consumed, written));
            Assert.Equal(source, back);
        }
    }

    [Fact]
    public void AMatchIsPackedAsItsSymbolAndExtraBits()
    {
        for (uint distance = 1; distance <= 4096; distance++)
        {
            uint match = Match.Pack(258, distance);
            int symbol = (int)Match.DistanceSymbol(match);
            Assert.Equal(distance, Alphabet.DistanceBase[symbol] + Match.DistanceExtra(match));
            Assert.InRange(Match.DistanceExtra(match), 0u, (1u << Alphabet.DistanceExtraBits[symbol]) - 1);
            Assert.InRange(symbol, 0, Alphabet.PageDistanceCount - 1);
            Assert.Equal(258u, Match.Length(match));
        }
    }

    private static EncoderTables Tables(byte[] lengths) =>
        EncoderTables.Of(lengths.AsSpan(0, Alphabet.LiteralLengthCount), lengths.AsSpan(Alphabet.LiteralLengthCount));

    /// <summary>A code whose later symbols, those with most extra bits among them, have the longest codes allowed.</summary>
    private static byte[] SteepCode(int literalLimit, int distanceLimit)
    {
        byte[] lengths = new byte[Alphabet.LiteralLengthCount + Alphabet.DistanceCount];
        Build(12, literalLimit, lengths.AsSpan(0, Alphabet.LiteralLengthCount));
        Build(1, distanceLimit, lengths.AsSpan(Alphabet.LiteralLengthCount));
        return lengths;
    }

    private static void Build(int perHalving, int limit, Span<byte> lengths)
    {
        uint[] counts = [.. Enumerable.Range(0, lengths.Length).Select(i => Math.Max(1, 1u << 16 >> Math.Min(i / perHalving, 31)))];
        PrefixCode code = new(lengths.Length);
        fixed (uint* first = counts) new CodeLengths().Build(first, limit, code);
        code.AsSpan.CopyTo(lengths);
        Assert.Equal(limit, lengths.ToArray().Max());
    }

    /// <summary>Random bytes, then copies of 227 to 257 bytes from 2049 to 4096 before, one after the other.</summary>
    private static byte[] LongFarMatches(int seed)
    {
        Random random = new(seed);
        byte[] source = new byte[SegmentWindow.SegmentBytes];
        random.NextBytes(source.AsSpan(0, 4096));
        for (int at = 4096; at < source.Length;)
        {
            int length = Math.Min(random.Next(227, 258), source.Length - at);
            source.AsSpan(at - random.Next(2049, 4097), length).CopyTo(source.AsSpan(at));
            at += length;
        }

        return source;
    }
}
