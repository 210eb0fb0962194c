using MultifdBench.Guest;

namespace MultifdBench.Tests.Workloads;

/// <summary>
/// The idle guest against a sample of a real one: constants measured on it (1,814 non-zero pages of 32 MiB, raw deflate level 1 of
/// zlib 1.2.13, zstd level 1), and the sample itself where it is present.
/// </summary>
public sealed class IdleTests
{
    private const double SampleZlibRatio = 3.471;
    private const double SampleZstdRatio = 3.366;
    private static readonly double[] SampleDeciles = [1.46, 2.01, 2.61, 3.79, 4.93, 7.86, 9.16]; // 10 % to 70 %

    [Fact]
    public void Ratios_AreTheSamples()
    {
        PageStatistics idle = Statistics();
        Assert.InRange(idle.ZlibRatio, 0.95 * SampleZlibRatio, 1.05 * SampleZlibRatio);
        Assert.InRange(idle.ZstdRatio, 0.95 * SampleZstdRatio, 1.05 * SampleZstdRatio);
        for (int i = 0; i < SampleDeciles.Length; i++)
            Assert.InRange(idle.Quantile(0.1 * (i + 1)), 0.9 * SampleDeciles[i], 1.1 * SampleDeciles[i]);
        // The deciles above fall into the gap between page structs and nearly empty pages, so the share beyond it is compared.
        Assert.InRange(idle.ShareBetween(11, 1000), 0.18, 0.24);
    }

    [Fact]
    public void RecordedFigures_AreThoseOfTheSample()
    {
        byte[] bytes = SampleData.PagesOrSkip(SampleData.IdleGuest);
        PageStatistics sample = PageStatistics.OfOrSkip(bytes.Chunk(Page.SizeBytes));
        Assert.Equal(SampleZlibRatio, sample.ZlibRatio, 0.01 * SampleZlibRatio);
        Assert.Equal(SampleZstdRatio, sample.ZstdRatio, 0.01 * SampleZstdRatio);
        for (int i = 0; i < SampleDeciles.Length; i++) Assert.Equal(SampleDeciles[i], sample.Quantile(0.1 * (i + 1)), 0.01);
        Assert.InRange(sample.ShareBetween(11, 1000), 0.18, 0.24);
    }

    [Theory]
    [InlineData(32, "0.82", 0.82)]
    [InlineData(32, "0.5", 0.5)]
    [InlineData(32, "1", 1)]
    [InlineData(1024, "0.82", 0.902)] // 0.18 of 512 MiB and 1/64 of the rest are in use
    public void ZeroShare_IsExact(int mib, string zeroShare, double expected)
    {
        using GuestMemory memory = Guests.Filled(Guests.Create("idle", mib, overrides: ("zero_share", zeroShare)));
        long zero = Guests.Pages(memory.Blocks[0], 0, memory.TotalPages).LongCount(page => !page.AsSpan().ContainsAnyExcept((byte)0));
        Assert.Equal(expected, (double)zero / memory.TotalPages, 0.001);
    }

    [Fact]
    public void ZeroPages_LieInFewLongRuns()
    {
        using GuestMemory memory = Guests.Filled(Guests.Create("idle"));
        bool[] zero = [.. Guests.Pages(memory.Blocks[0], 0, memory.TotalPages).Select(page => !page.AsSpan().ContainsAnyExcept((byte)0))];
        int runs = Enumerable.Range(0, zero.Length).Count(i => zero[i] && (i == 0 || !zero[i - 1]));
        Assert.InRange((double)zero.Count(isZero => isZero) / runs, 100, 2000); // the sample's mean is 709 pages
    }

    [Fact]
    public void OneSecondOfWrites_DirtiesAbout150Pages()
    {
        var workload = Guests.Create("idle", mib: 256);
        using GuestMemory memory = Guests.Filled(workload);
        workload.Program.DoOperations(memory, 400, 1_000_000_000);
        Assert.InRange(memory.Blocks[0].Dirty.CountMarked(), 140, 170);
    }

    private static PageStatistics Statistics()
    {
        using GuestMemory memory = Guests.Filled(Guests.Create("idle", mib: 256));
        return PageStatistics.OfOrSkip(Guests.Pages(memory.Blocks[0], 0, memory.TotalPages));
    }
}
