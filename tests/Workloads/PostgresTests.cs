using MultifdBench.Guest;
using MultifdBench.Tests.Workloads.Bands;

namespace MultifdBench.Tests.Workloads;

/// <summary>A PostgreSQL server against a real one under pgbench at scale 30: image, sample, and a trace of 15 s.</summary>
public sealed class PostgresTests
{
    private const double SampleLz4Ratio = 5.770;
    private const double SampleQplFixedRatio = 6.4854;

    private static readonly ServerBands Image = new(
        0.012, 10.15, 9.42, 13.1, 16.6, [4.50, 7.31, 11.2, 11.9, 12.0, 17.4, 18.7, 18.8, 19.2], 0, 0.002);

    private static readonly Lazy<ServerSample> Server = new(() => ServerSample.Of("postgres"));

    [Fact]
    public void Figures_AreThoseOfTheImage() => Image.Check(Server.Value.Figures);

    [Fact]
    public void Figures_AreTheSamples() => Image.CheckAgainstSample(Server.Value.Figures, Sample());

    [Fact]
    public void CodecsItWasNotFittedTo_FindWhatTheyFindInTheSample() =>
        ServerBands.CheckOtherCodecs(Server.Value.Figures, SampleLz4Ratio, SampleQplFixedRatio);

    [Fact]
    public void RecordedFigures_AreThoseOfTheSample() => ServerBands.CheckRecorded(Sample(), SampleLz4Ratio, SampleQplFixedRatio);

    [Fact]
    public void DirtyPages_FollowTheTrace() =>
        ServerBands.CheckDirtyPages(Server.Value, 0.1, (0.1, 229.2), (0.3, 397.7), (1, 852.5), (3, 1899), (15, 6856));

    [Fact]
    public void Rewind_DoesTheSameWritesAgain()
    {
        using var workload = Guests.Create("postgres", mib: 64);
        using GuestMemory first = Guests.Filled(workload);
        workload.Program.DoOperations(first, 500, 1_000_000_000);
        using var again = new GuestMemory(workload.Layout);
        workload.Fill(again);
        Assert.Equal(0, again.Blocks[0].Dirty.CountMarked());
        workload.Program.Rewind();
        workload.Program.DoOperations(again, 500, 1_000_000_000);
        for (long page = 0; page < first.TotalPages; page++)
        {
            Assert.Equal(first.Blocks[0].Dirty.IsMarked(page), again.Blocks[0].Dirty.IsMarked(page));
            Assert.True(first.Blocks[0].GetPage(page).SequenceEqual(again.Blocks[0].GetPage(page)), $"page {page}");
        }
    }

    /// <summary>A page that changes and is not marked would be lost by a migration.</summary>
    [Fact]
    public void PagesThatRequestsChange_AreMarked()
    {
        using var workload = Guests.Create("postgres", mib: 64);
        using GuestMemory memory = Guests.Filled(workload);
        byte[][] before = [.. Guests.Pages(memory.Blocks[0], 0, memory.TotalPages)];
        workload.Program.DoOperations(memory, 5000, 2_000_000_000);
        for (long page = 0; page < memory.TotalPages; page++)
        {
            if (!memory.Blocks[0].Dirty.IsMarked(page))
                Assert.True(memory.Blocks[0].GetPage(page).SequenceEqual(before[page]), $"page {page} changed and is not marked");
        }
    }

    [Fact]
    public void TooLittleMemory_IsRefused() =>
        Assert.Contains("use more memory", Guests.Refusal(() => Guests.Create("postgres", mib: 2)), StringComparison.Ordinal);

    private static GuestFigures Sample() => GuestFigures.OfOrSkip(SampleData.PagesOrSkip(SampleData.Postgres).Chunk(Page.SizeBytes));
}
