using MultifdBench.Guest;
using MultifdBench.Tests.Workloads.Bands;

namespace MultifdBench.Tests.Workloads;

/// <summary>A JVM's heap against a real one with a session cache: its whole image, a systematic sample, a trace of 15 s.</summary>
public sealed class JvmTests
{
    private const double SampleLz4Ratio = 2.067;
    private const double SampleQplFixedRatio = 2.2444;

    private static readonly ServerBands Image = new(
        0.026, 2.619, 2.656, 3.14, 3.43, [2.12, 2.16, 2.20, 2.23, 2.28, 2.35, 3.14, 3.78, 4.34], 0.002, 0.003)
    {
        // What it misses is in the README of the workloads: young regions compress too well.
        RatioBand = 0.07,
        UpperDecilesBand = 0.2,
    };

    private static readonly Lazy<ServerSample> Server = new(() => ServerSample.Of("jvm", 1024, "0.22"));

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
        ServerBands.CheckDirtyPages(Server.Value, 0.1, (0.103, 673.3), (0.31, 1673.8), (1.03, 4641.4), (3.09, 12_926.8), (10.3, 36_001));

    [Fact]
    public void Rewind_DoesTheSameWritesAgain()
    {
        using var workload = Guests.Create("jvm", mib: 64);
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
        using var workload = Guests.Create("jvm", mib: 64);
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
        Assert.Contains("use more memory", Guests.Refusal(() => Guests.Create("jvm", mib: 2)), StringComparison.Ordinal);

    private static GuestFigures Sample() => GuestFigures.OfOrSkip(SampleData.PagesOrSkip(SampleData.JvmHeap).Chunk(Page.SizeBytes));
}
