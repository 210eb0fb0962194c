using System.Globalization;
using MultifdBench.Bench.Suites.Deflate;
using MultifdBench.Capture.Census;
using MultifdBench.Codecs.Lz4;
using MultifdBench.Core;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Deflate;

/// <summary>The other implementations on this host read what we write, and the other way round.</summary>
public sealed class PeerTests
{
    [Fact]
    public void Libdeflate_AndWe_ReadEachOther()
    {
        SkipUnless(LibdeflateCodec.Availability);
        foreach (int level in new[] { 1, 6, 12 })
        {
            using var peer = new LibdeflateCodec(level);
            AssertInterop(peer);
        }
    }

    [Fact]
    public void Zlib_WithA4KiBWindow_AndWe_ReadEachOther()
    {
        SkipUnless(ZlibCodec.Availability);
        foreach (int level in new[] { 0, 1, 6, 9 })
        {
            using var peer = new ZlibCodec(level);
            AssertInterop(peer);
        }
    }

    [Fact]
    public void Isal_AndWe_ReadEachOther()
    {
        SkipUnless(IsalCodec.Availability);
        foreach (int level in new[] { 0, 1 })
        {
            using var peer = new IsalCodec(level);
            AssertInterop(peer);
        }
    }

    [Fact]
    public void Isal_WithATrainedTable_AndWe_ReadEachOther_AndItHelps()
    {
        SkipUnless(IsalCodec.Availability);
        PageSet pages = PageSet.Synthetic(16, 1);
        ReadOnlyMemory<byte>[] sample = [.. Enumerable.Range(0, 16).Select(page => new ReadOnlyMemory<byte>(pages[page].ToArray()))];
        using IsalCodec trained = new(0, sample), plain = new(0);
        AssertInterop(trained);
        byte[] output = new byte[IPageCodec.MaxStreamBytes];
        Assert.True(Bytes(trained) < Bytes(plain));

        int Bytes(IsalCodec codec) => sample.Sum(page => codec.Compress(page.Span, output));
    }

    [Fact]
    public void TheRegions_AreThoseOfAllCodecs_WithLargerOnesSmaller()
    {
        using var output = new StringWriter();
        RegionCodecOffer[] offers = [new("one", "", () => new Lz4RegionCodec(new ManagedLz4().CreateCompressor(1)))];
        RegionComparison.Run(PageSet.Synthetic(130, 1), offers, output, passes: 2);
        string line = output.ToString().Split('\n').Single(text => text.StartsWith("one ", StringComparison.Ordinal));
        string[] figures = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
        Assert.Equal(4, figures.Length);
        double[] ratios = [.. figures.Select(figure => double.Parse(figure.Split('/')[1], CultureInfo.InvariantCulture))];
        Assert.Equal(ratios.Order(), ratios);
    }

    [Fact]
    public void TheComparison_RunsEveryCodecThatIsHere_AndVerifiesIt()
    {
        PageSet pages = PageSet.Synthetic(8, 1);
        using var output = new StringWriter();
        IReadOnlyList<PageCodecFigure> figures = PageCodecComparison.Run(pages, output, passes: 2);
        Assert.Equal(PageCodecCatalog.For(pages).Count(offer => offer.Availability.IsAvailable), figures.Count);
        Assert.All(figures,
            figure => Assert.True(figure.Ratio > 1 && figure.CompressNsPerPage > 0 && figure.DecompressNsPerPage > 0, figure.Name));
        Assert.All(PageCodecCatalog.For(pages), offer => Assert.Contains(offer.Name, output.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void TheSuite_RunsTiny()
    {
        foreach (string codec in DeflateSuite.Codecs)
        {
            var suite = new DeflateSuite { Codec = codec };
            suite.SetUp();
            Assert.True(suite.Compress() > 0);
            Assert.True(suite.Decompress(), codec);
            Assert.True(suite.Ratio() > 1, codec);
            suite.CleanUp();
        }
    }

    private static void AssertInterop(IPageCodec peer)
    {
        byte[] output = new byte[16384], back = new byte[4096];
        var inflater = new PageInflater(PageInflater.IaaWindowBytes);
        for (int seed = 0; seed < 50; seed++)
        {
            byte[] page = PageSamples.Make(PageSamples.Kinds[seed % PageSamples.Kinds.Length], 4096, seed);
            int length = peer.Compress(page, output);
            Assert.Equal(InflateStatus.Done, inflater.Decompress(output.AsSpan(0, length), back, out int consumed, out int written));
            Assert.Equal((length, 4096), (consumed, written));
            Assert.Equal(page, back);
            foreach (DeflateMode mode in new[] { DeflateMode.Fixed, DeflateMode.Dynamic })
            {
                length = PageSamples.Deflater(mode).Compress(page, output);
                Array.Clear(back);
                Assert.True(peer.Decompress(output.AsSpan(0, length), back), $"{peer.Name} refuses our {mode} page {seed}");
                Assert.Equal(page, back);
            }
        }
    }

    private static void SkipUnless(Availability availability) => Assert.SkipUnless(availability.IsAvailable, availability.ToString());
}
