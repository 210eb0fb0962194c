using System.Security.Cryptography;
using K4os.Compression.LZ4;
using MultifdBench.Capture;
using MultifdBench.Capture.Census;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Sources;
using MultifdBench.Codecs;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Tests.Methods;
using MultifdBench.Tests.Results;
using ZstdSharp;

namespace MultifdBench.Tests.Capture.Census;

/// <summary>A census beside the same figures counted apart, in a few lines, with other libraries where there are such.</summary>
public sealed class MemoryCensusTests
{
    /// <summary>Zero share, entropy and ratios (zlib-1, zstd-1) of whole images, counted apart from this project.</summary>
    public static TheoryData<string, double, double, double, double> Samples => new()
    {
        { SampleData.IdleDebian, 0.779, 4.92, 3.238, 3.278 },
        { SampleData.PageCacheDebian, 0.131, 6.57, 1.748, 1.762 },
        { SampleData.Postgres, 0.012, 2.66, 10.15, 9.42 },
        { SampleData.Memcached, 0.004, 5.8, 2.156, 2.203 },
        { SampleData.JvmHeap, 0.026, 4.90, 2.619, 2.656 },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Samples_AreNearTheirWholeImages_AndAsCountedApart(string name, double zero, double entropy, double zlib, double zstd)
    {
        byte[] bytes = SampleData.PagesOrSkip(name);
        CensusResult census = Take(bytes, ["zlib", "zstd", "lz4"]);
        Assert.InRange(census.ZeroShare, zero - 0.02, zero + 0.02);
        Assert.InRange(census.Entropy, entropy - 0.15, entropy + 0.15);
        Assert.InRange(census.Methods[0].Ratio / zlib, 0.95, 1.05);
        Assert.InRange(census.Methods[1].Ratio / zstd, 0.95, 1.05);
        byte[][] pages = [.. bytes.Chunk(Page.SizeBytes)];
        byte[][] others = [.. pages.Where(page => page.AsSpan().ContainsAnyExcept((byte)0))];
        Assert.Equal(1 - (others.Length / (double)pages.Length), census.ZeroShare, 9);
        Assert.Equal(others.Count(page => page.All(value => value == page[0])) / (double)others.Length, census.SameFilledShare, 9);
        int contents = others.Select(page => Convert.ToHexString(SHA256.HashData(page))).Distinct().Count();
        Assert.Equal(1 - (contents / (double)others.Length), census.DuplicateShare, 9);
        Assert.Equal(Entropy(others), census.Entropy, 6);
        using Compressor own = new(1);
        AssertRatio(others, page => own.Wrap(page).Length, census.Methods[1].Ratio);
        byte[] output = new byte[2 * Page.SizeBytes];
        AssertRatio(others, page => LZ4Codec.Encode(page, output), census.Methods[2].Ratio);
    }

    [Fact]
    public void APageOfEachKind_IsCounted()
    {
        byte[] noise = PageContent.Noise(2, 1);
        byte[] same = [.. Enumerable.Repeat((byte)7, Page.SizeBytes)];
        byte[] image = [.. PageContent.Zero(5), .. noise, .. noise, .. same, .. PageContent.Zero(3), .. same, .. same];
        CensusResult census = Take(image, ["lz4"]);
        Assert.Equal((15, 8 / 15.0, 3 / 7.0, 1 - (3 / 7.0), false),
            (census.Pages, census.ZeroShare, census.SameFilledShare, census.DuplicateShare, census.DuplicatesAreEstimated));
        Assert.Equal((2, 4, 5), (census.ZeroRuns.Count, census.ZeroRuns.MeanPages, census.ZeroRuns.LongestPages));
        Assert.Equal([new ZeroRunClass(1, 1, 3 / 8.0), new ZeroRunClass(4, 1, 5 / 8.0)], census.ZeroRuns.Lengths);
        MethodCensus lz4 = Assert.Single(census.Methods);
        Assert.Equal(4 / 7.0, lz4.IncompressibleShare, 9);
        Assert.Equal(9, lz4.Deciles.Count);
        Assert.All(lz4.Deciles.Take(5), decile => Assert.InRange(decile, 0.9, 1));
        Assert.All(lz4.Deciles.Skip(5), decile => Assert.InRange(decile, 100, 255));
        Assert.Equal([4, 16, 64, 512], lz4.Regions.Select(region => region.Kib));
        Assert.Equal(lz4.Ratio, lz4.Regions[0].Ratio, 9);
        Assert.True(lz4.Regions[1].Ratio > lz4.Regions[0].Ratio, "the second half of the noise refers to the first");
    }

    [Fact]
    public void ZerosAlone_HaveNoRatio()
    {
        CensusResult census = Take(PageContent.Zero(300), ["lz4", "zstd"]);
        Assert.Equal((1, 0, 0, 0, 300), (census.ZeroShare, census.SameFilledShare, census.DuplicateShare, census.Entropy,
            census.ZeroRuns.LongestPages));
        Assert.All(census.Methods, method => Assert.Equal((0, 0, 0), (method.Ratio, method.IncompressibleShare, method.Deciles.Count)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Threads_ChangeNothing(int threads)
    {
        byte[] image = PageContent.Mixed(1500, 4);
        CensusResult one = Take(image, ["lz4", "zstd"], 2), other = Take(image, ["lz4", "zstd"], threads);
        Assert.Equal(
            (one.ZeroShare, one.SameFilledShare, one.DuplicateShare, one.Entropy),
            (other.ZeroShare, other.SameFilledShare, other.DuplicateShare, other.Entropy));
        Assert.Equal(one.ZeroRuns.Lengths, other.ZeroRuns.Lengths);
        Assert.Equal(one.Methods.Select(method => method.Ratio), other.Methods.Select(method => method.Ratio));
        Assert.Equal(one.Methods.SelectMany(method => method.Regions), other.Methods.SelectMany(method => method.Regions));
    }

    [Fact]
    public void RunsEnd_WhereRegionsDo_AndTheMapHasEveryPage()
    {
        using Source source = new(PageContent.Zero(6), [new PageRegion(0, 2, "a"), new PageRegion(1 << 20, 4, "b")]);
        MemoryMap map = new(6);
        CensusResult census = MemoryCensus.Take(source, [], map, (_, _) => { }, TestContext.Current.CancellationToken, 1);
        Assert.Equal((2, 4), (census.ZeroRuns.Count, census.ZeroRuns.LongestPages));
        Assert.Equal([0, 0, 0, 0, 0, 0], map.Shares);
        Assert.Equal(2, new MemoryMap(MemoryMap.MaxCells + 1).PagesPerCell);
    }

    [Fact]
    public void ASourceThatVanishes_EndsTheCensus_WithItsOwnWords()
    {
        using Source source = new(PageContent.Mixed(40, 1), [new PageRegion(0, 4000, "gone")]);
        Assert.Equal("the rest is gone", Assert.Throws<CaptureException>(
            () => MemoryCensus.Take(source, Offers(["lz4"]), new MemoryMap(4000), (_, _) => { }, CancellationToken.None, 2)).Message);
    }

    [Fact]
    public void AFileThatIsCutWhileItIsRead_EndsTheCensus_SayingSo()
    {
        using TemporaryFolder folder = new();
        string path = folder["guest.ram"];
        const long Pages = 16 << 10;
        using (FileStream image = File.Create(path)) image.SetLength(Pages * Page.SizeBytes);
        using RawSource source = new(path);
        void Cut(long done, long all)
        {
            using FileStream image = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            image.SetLength((Pages * Page.SizeBytes / 2) + 100);
        }

        string message = Assert.Throws<CaptureException>(
            () => MemoryCensus.Take(source, [], new MemoryMap(Pages), Cut, TestContext.Current.CancellationToken, 2)).Message;
        Assert.Equal($"--raw {path}: the image has shrunk since it was opened; leave it alone while it is used.", message);
    }

    /// <summary>Of a large memory the bytes of some pages are counted, spread over all of it.</summary>
    [Fact]
    public void EntropyOfALargeMemory_IsNearThatOfAllItsBytes()
    {
        byte[] part = [.. PageContent.Mixed(997, 1), .. PageContent.Zero(30)];
        using Source source = new(part, [new PageRegion(0, 160_000, "repeats")]) { Repeats = true };
        CensusResult census = MemoryCensus.Take(source, [], new MemoryMap(160_000), (_, _) => { }, TestContext.Current.CancellationToken);
        double all = Entropy([.. part.Chunk(Page.SizeBytes).Where(page => page.AsSpan().ContainsAnyExcept((byte)0))]);
        Assert.InRange(census.Entropy, all - 0.02, all + 0.02);
        Assert.NotEqual(all, census.Entropy);
    }

    [Fact]
    public void Cancellation_EndsIt()
    {
        using Source source = new(PageContent.Zero(100), [new PageRegion(0, 100, "a")]);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => MemoryCensus.Take(source, [], new MemoryMap(100), (_, _) => { }, cancelled.Token));
    }

    [Fact]
    public void ManyContents_AreEstimated_InBoundedMemory()
    {
        PageContents contents = new(capacity: 1000);
        var random = new Random(3);
        ulong[] hashes = [.. Enumerable.Range(0, 100_000).Select(_ => (ulong)random.NextInt64())];
        Assert.False(contents.IsSample);
        foreach (ulong hash in hashes) contents.Add(hash);
        foreach (ulong hash in hashes.Where((_, i) => i % 4 == 0)) contents.Add(hash);
        Assert.True(contents.IsSample);
        // One page in five is a second one; of 500 contents or more the share strays by 2 points (one standard deviation).
        Assert.InRange(contents.DuplicateShare, 0.14, 0.26);
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("5:1", 1, 3)]
    [InlineData("0:4096", 4096, 4096)]
    [InlineData("200:10", 10, 13)]
    [InlineData("0:1 4095:1", 2, 7)]
    public void Xbzrle_IsAsQemuLaysItOut(string changes, int changed, int encoded)
    {
        byte[] before = PageContent.Noise(1, 1), now = [.. before];
        foreach (string change in changes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int[] parts = [.. change.Split(':').Select(int.Parse)];
            for (int i = 0; i < parts[1]; i++) now[parts[0] + i] ^= 1;
        }

        Assert.Equal((changed, encoded), Xbzrle.Sizes(before, now));
    }

    private static void AssertRatio(byte[][] pages, Func<byte[], int> compress, double ratio) =>
        Assert.InRange(pages.Length * (double)Page.SizeBytes / pages.Sum(page => (long)compress(page)) / ratio, 0.99, 1.01);

    private static double Entropy(byte[][] pages)
    {
        double[] shares = [.. pages.SelectMany(page => page).CountBy(value => value)
            .Select(one => one.Value / ((double)pages.Length * Page.SizeBytes))];
        return -shares.Sum(share => share * Math.Log2(share));
    }

    private static CensusResult Take(byte[] image, string[] methods, int? threads = null)
    {
        long pages = image.Length / Page.SizeBytes;
        using Source source = new(image, [new PageRegion(0, pages, "all")]);
        long told = 0;
        CensusResult census = MemoryCensus.Take(
            source, Offers(methods), new MemoryMap(pages), (done, _) => told = done, TestContext.Current.CancellationToken, threads);
        Assert.Equal((pages, pages), (census.Pages, told));
        return census;
    }

    private static RegionCodecOffer[] Offers(string[] methods) => [.. methods.Select(name =>
    {
        MethodRequest request = new(name);
        CodecLibrary here = BuiltIn.Methods.Probe(request.With(CodecOptions.Library, CodecLibrary.Native)).IsAvailable
            ? CodecLibrary.Native
            : CodecLibrary.Managed;
        return new RegionCodecOffer(name, "", BuiltIn.Methods.Get(name).RegionCodec(request.With(CodecOptions.Library, here))!);
    })];

    /// <summary>Pages in memory; regions that claim more have lost the rest.</summary>
    private sealed class Source(byte[] pages, IReadOnlyList<PageRegion> regions) : IPageSource
    {
        private int _at;

        /// <summary>Whether the pages come again and again.</summary>
        public bool Repeats { get; init; }

        public string Description => "a test's pages";

        public IReadOnlyList<PageRegion> Regions => regions;

        public void ReadNext(Span<byte> span)
        {
            while (Repeats && _at + span.Length > pages.Length)
            {
                pages.AsSpan(_at).CopyTo(span);
                span = span[(pages.Length - _at)..];
                _at = 0;
            }

            if (_at + span.Length > pages.Length) throw new CaptureException("the rest is gone");
            pages.AsSpan(_at, span.Length).CopyTo(span);
            _at += span.Length;
        }

        public void Dispose()
        {
        }
    }
}
