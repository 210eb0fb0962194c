using MultifdBench.Guest;
using MultifdBench.Tests.Workloads.Bands;

namespace MultifdBench.Tests.Workloads;

/// <summary>What holds for every guest with a server: its figures are a real one's, and its writes are marked and repeat.</summary>
public abstract class ServerGuestTests
{
    private readonly string _workload;
    private readonly string _sample;
    private readonly RealMemory _image;
    private readonly (double Lz4, double QplFixed) _sampleRatios;
    private readonly Lazy<ServerSample> _server;

    /// <param name="workload">The workload.</param>
    /// <param name="sample">File of the systematic sample.</param>
    /// <param name="image">The whole image.</param>
    /// <param name="sampleRatios">Ratios of the sample by codecs that the generator was not fitted to.</param>
    /// <param name="server">The guest's server; one for all tests of a class.</param>
    private protected ServerGuestTests(
        string workload, string sample, RealMemory image, (double Lz4, double QplFixed) sampleRatios, Lazy<ServerSample> server)
    {
        _workload = workload;
        _sample = sample;
        _image = image;
        _sampleRatios = sampleRatios;
        _server = server;
    }

    [Fact]
    public void Figures_AreThoseOfTheImage() => _image.Holds(_server.Value.Figures).Check();

    [Fact]
    public void Figures_AreTheSamples() => RealMemory.Of(Sample()).Holds(_server.Value.Figures).Check();

    [Fact]
    public void CodecsItWasNotFittedTo_FindWhatTheyFindInTheSample() =>
        RealMemory.CheckOtherCodecs(_server.Value.Figures, _sampleRatios.Lz4, _sampleRatios.QplFixed);

    [Fact]
    public void RecordedFigures_AreThoseOfTheSample() => RealMemory.CheckRecorded(Sample(), _sampleRatios.Lz4, _sampleRatios.QplFixed);

    [Fact]
    public void Rewind_DoesTheSameWritesAgain()
    {
        using var workload = Guests.Create(_workload, mib: 64);
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
        using var workload = Guests.Create(_workload, mib: 64);
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
        Assert.Contains("use more memory", Guests.Refusal(() => Guests.Create(_workload, mib: 2)), StringComparison.Ordinal);

    private GuestFigures Sample() => GuestFigures.OfOrSkip(SampleData.PagesOrSkip(_sample).Chunk(Page.SizeBytes));
}
