using MultifdBench.Guest;
using MultifdBench.Tests.Workloads.Bands;

namespace MultifdBench.Tests.Workloads;

/// <summary>
/// The guest with a full page cache against a real one: figures of its whole image, counted apart from this project; those of a
/// systematic sample of it; and the sample itself where it is present.
/// </summary>
public sealed class PageCacheTests
{
    private const double SampleLz4Ratio = 1.536;
    private const double SampleQplFixedRatio = 1.609;

    private static readonly RealMemory Image = new(
        0.131, 1.748, 1.762, 1.806, 1.836, [1.00, 1.00, 1.00, 1.48, 2.03, 2.75, 4.01, 5.24, 7.04], 0.011, 0.061);

    private static readonly Lazy<GuestFigures> PageCache = new(() => GuestFigures.OfOrSkip(Guests.AllPages("page-cache", 32)));

    [Fact]
    public void Figures_AreThoseOfTheImage() => Image.Holds(PageCache.Value)
        .Absolute("incompressible share", 0.33, PageCache.Value.IncompressibleShare, 0.02)
        .Relative("zlib-1, compressible pages", 2.76, PageCache.Value.CompressibleRatio, 0.05)
        .Check();

    [Fact]
    public void CodecsItWasNotFittedTo_FindWhatTheyFindInTheSample() =>
        RealMemory.CheckOtherCodecs(PageCache.Value, SampleLz4Ratio, SampleQplFixedRatio);

    [Fact]
    public void RecordedFigures_AreThoseOfTheSample()
    {
        GuestFigures sample = GuestFigures.OfOrSkip(SampleData.PagesOrSkip(SampleData.PageCacheDebian).Chunk(Page.SizeBytes));
        // A sixty-fourth of the image strays from the whole.
        new Band().Absolute("zero share", 0.131, sample.ZeroShare, 0.02).Relative("zlib-1", 1.748, sample.ZlibRatio, 0.02)
            .Check();
        RealMemory.CheckRecorded(sample, SampleLz4Ratio, SampleQplFixedRatio);
    }

    [Fact]
    public void Figures_OfASampleTakenAlike_AreTheSamples()
    {
        GuestFigures sample = GuestFigures.OfOrSkip(SampleData.PagesOrSkip(SampleData.PageCacheDebian).Chunk(Page.SizeBytes));
        GuestFigures guest = GuestFigures.OfOrSkip(GuestFigures.Systematic(Guests.AllPages("page-cache", 128), 8));
        (RealMemory.Of(sample) with { ZeroBand = 0.03 }).Holds(guest).Check();
    }

    [Theory]
    [InlineData("0", 0.779)]
    [InlineData("0.5", 0.3895)]
    [InlineData("1", 0)]
    public void CacheShare_IsOfTheMemoryThatWasFree(string cacheShare, double zeroShare)
    {
        byte[][] pages = Guests.AllPages("page-cache", 16, ("cache_share", cacheShare));
        Assert.Equal(zeroShare, pages.Count(Guests.IsZero) / (double)pages.Length, 0.001);
    }

    /// <summary>Memory that is free but holds something, 0xcc, is taken with the zero pages.</summary>
    [Fact]
    public void FreeMemory_IsUsedAgain()
    {
        static int Freed(string cacheShare) =>
            Guests.AllPages("page-cache", 16, ("cache_share", cacheShare)).Count(page => !page.AsSpan().ContainsAnyExcept((byte)0xcc));
        int all = Freed("0");
        Assert.InRange(all, 0.09 * 0.221 * 4096, 0.12 * 0.221 * 4096);
        Assert.Equal(all / 2, Freed("0.5"), 1.0);
        Assert.Equal(0, Freed("1"));
    }

    [Fact]
    public void ShortZeroRuns_StayWhileTheLongOnesAreFilled()
    {
        static int Runs(string cacheShare)
        {
            bool[] zero = [.. Guests.AllPages("page-cache", 128, ("cache_share", cacheShare)).Select(Guests.IsZero)];
            return Enumerable.Range(1, zero.Length - 1).Count(i => zero[i] && !zero[i - 1]);
        }

        // The images: 752 runs at the start, 746 with the cache full.
        Assert.Equal(1, Runs("0.832") / (double)Runs("0"), 0.15);
    }
}
