using MultifdBench.Guest;
using MultifdBench.Tests.Workloads.Bands;

namespace MultifdBench.Tests.Workloads;

/// <summary>
/// The idle guest against a real one, a Debian 12 of 1 GiB two minutes after boot: figures of its whole image, counted apart from this
/// project; those of a systematic sample of it; and the sample itself where it is present.
/// </summary>
public sealed class IdleTests
{
    private const int GuestMib = 64;
    private const double SampleLz4Ratio = 2.308;
    private const double SampleQplFixedRatio = 2.534;

    private static readonly RealMemory Image = new(
        0.779, 3.238, 3.278, 3.496, 3.504, [1.53, 1.77, 2.40, 3.23, 4.25, 5.15, 6.93, 9.35, 97.5], 0.106, 0.142);

    private static readonly Lazy<GuestFigures> Idle = new(() => GuestFigures.OfOrSkip(Guests.AllPages("idle", GuestMib)));

    [Fact]
    public void Figures_AreThoseOfTheImage() => Image.Holds(Idle.Value)
        .Absolute("correlation of neighbours", 0.89, Idle.Value.NeighbourCorrelation, 0.05)
        .Check();

    [Fact]
    public void CodecsItWasNotFittedTo_FindWhatTheyFindInTheSample() =>
        RealMemory.CheckOtherCodecs(Idle.Value, SampleLz4Ratio, SampleQplFixedRatio);

    [Fact]
    public void RecordedFigures_AreThoseOfTheSample()
    {
        byte[][] pages = [.. SampleData.PagesOrSkip(SampleData.IdleDebian).Chunk(Page.SizeBytes)];
        GuestFigures sample = GuestFigures.OfOrSkip(pages);
        // A part of the image strays from the whole.
        new Band().Absolute("zero share", 0.779, sample.ZeroShare, 0.002).Relative("zlib-1", 3.238, sample.ZlibRatio, 0.04)
            .Check();
        RealMemory.CheckRecorded(sample, SampleLz4Ratio, SampleQplFixedRatio);
    }

    [Fact]
    public void Figures_OfASampleTakenAlike_AreTheSamples()
    {
        GuestFigures sample = GuestFigures.OfOrSkip(SampleData.PagesOrSkip(SampleData.IdleDebian).Chunk(Page.SizeBytes));
        GuestFigures idle = GuestFigures.OfOrSkip(GuestFigures.Systematic(Guests.AllPages("idle", 256), 4));
        RealMemory.Of(sample).Holds(idle).Check();
    }

    [Theory]
    [InlineData(32, "0.82", 0.82)]
    [InlineData(32, "0.5", 0.5)]
    [InlineData(32, "1", 1)]
    public void ZeroShare_IsExact(int mib, string zeroShare, double expected)
    {
        byte[][] pages = Guests.AllPages("idle", mib, overrides: ("zero_share", zeroShare));
        Assert.Equal(expected, pages.Count(Guests.IsZero) / (double)pages.Length, 0.001);
    }

    [Fact]
    public void ALargerGuest_HasMorePageStructsAndNothingElse()
    {
        // As if the real guest had 32 MiB, so that one of 256 is eight times as large: 0.221 × 32 MiB + 224 MiB ÷ 64.
        using GuestMemory small = Guests.Filled(Guests.Create("idle", 32, overrides: ("small_guest_mib", "32")));
        using GuestMemory large = Guests.Filled(Guests.Create("idle", 256, overrides: ("small_guest_mib", "32")));
        long ResidentPages(GuestMemory memory) =>
            Guests.Pages(memory.Blocks[0], 0, memory.TotalPages).LongCount(page => !Guests.IsZero(page));
        Assert.Equal((256 - 32) * 256 / 64, ResidentPages(large) - ResidentPages(small));
    }

    [Fact]
    public void ZeroPages_LieInFewLongRuns()
    {
        using GuestMemory memory = Guests.Filled(Guests.Create("idle", 256));
        List<int> runs = [];
        int run = 0;
        foreach (byte[] page in Guests.Pages(memory.Blocks[0], 0, memory.TotalPages))
        {
            if (Guests.IsZero(page)) run++;
            else if (run > 0)
            {
                runs.Add(run);
                run = 0;
            }
        }

        // The image: 752 runs of 204,211 pages, 96 % of them in runs above 4,096. A quarter of its size has a quarter of the short runs.
        Assert.InRange(runs.Count, 140, 240);
        Assert.Equal(0.96, runs.Where(pages => pages > 4096).Sum() / (double)runs.Sum(), 0.01);
    }

    [Fact]
    public void OneSecondOfWrites_DirtiesAbout150Pages()
    {
        var workload = Guests.Create("idle", mib: 256);
        using GuestMemory memory = Guests.Filled(workload);
        workload.Program.DoOperations(memory, 400, 1_000_000_000);
        Assert.InRange(memory.Blocks[0].Dirty.CountMarked(), 140, 170);
    }
}
