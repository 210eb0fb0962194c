using MultifdBench.Guest;
using MultifdBench.Tests.Workloads.Bands;

namespace MultifdBench.Tests.Workloads;

/// <summary>A memcached server against a real one with 690,000 items: its whole image, a systematic sample, a trace of 15 s.</summary>
public sealed class MemcachedTests
{
    private const double SampleLz4Ratio = 1.860;
    private const double SampleQplFixedRatio = 1.9107;

    private static readonly ServerBands Image = new(
        0.004, 2.156, 2.203, 2.399, 2.525, [1.60, 1.77, 1.90, 2.02, 2.15, 2.31, 2.47, 2.66, 2.96], 0, 0);

    private static readonly Lazy<ServerSample> Server = new(() => ServerSample.Of("memcached"));

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
        ServerBands.CheckDirtyPages(Server.Value, 0.1, (0.1, 370.9), (0.3, 890.2), (1, 2485.5), (3, 6450.4), (10, 17_442));

    [Fact]
    public void Rewind_DoesTheSameWritesAgain()
    {
        using var workload = Guests.Create("memcached", mib: 64);
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
        using var workload = Guests.Create("memcached", mib: 64);
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
        Assert.Contains("use more memory", Guests.Refusal(() => Guests.Create("memcached", mib: 2)), StringComparison.Ordinal);

    private static GuestFigures Sample() => GuestFigures.OfOrSkip(SampleData.PagesOrSkip(SampleData.Memcached).Chunk(Page.SizeBytes));
}
