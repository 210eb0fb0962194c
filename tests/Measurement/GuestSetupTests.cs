using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Tests.Guest;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Results;
using MultifdBench.Tests.Workloads;

namespace MultifdBench.Tests.Measurement;

/// <summary>What a guest is before its clock starts, and what is left of one that could not be set up.</summary>
public sealed class GuestSetupTests
{
    [Theory]
    [InlineData("idle")]
    [InlineData("random")]
    [InlineData("stress:1K")]
    [InlineData("redis-ycsb-b")]
    [InlineData("image")]
    [InlineData("files")]
    public void BothMemories_AreResidentBeforeTheClock(string name)
    {
        Residency.SkipUnlessKnown();
        using TemporaryFolder folder = new();
        // Half of it zero, as most of a guest's memory is.
        File.WriteAllBytes(folder["image"], [.. new byte[4 << 20], .. Enumerable.Repeat((byte)7, 4 << 20)]);
        string workload = name switch
        {
            "image" => $"image:{folder["image"]}",
            "files" => $"files:{folder.Path}",
            _ => name,
        };
        List<long> missing = [];
        GuestSetup? guest = null;
        void Look(GuestMemory source) => missing.AddRange([Residency.CountMissing(source), Residency.CountMissing(guest!.Destination)]);
        WatchedGuest watched = new(Guests.Create(workload)) { OnStart = Look };
        using (guest = new GuestSetup(watched, null, reuse: false))
        {
            using MemoryTransport transport = new();
            IMultifdMethod method = BuiltIn.Methods.Create(new MethodRequest("none"));
            MigrationRun run = new(guest, method, BuiltIn.OnTheWire, new MigrationParameters(), transport);
            Assert.Equal(RunOutcome.Completed, Bounded.Run("migration", () => run.Execute(default)).Outcome);
        }

        Assert.Equal([0, 0], missing);
    }

    [Fact]
    public void SourceOfAnotherProcess_IsResidentBeforeTheClock()
    {
        Residency.SkipUnlessKnown();
        using var guest = GuestSetup.ForOtherProcess(Guests.Create("idle"), reuse: false);
        guest.Reset();
        Assert.Equal(0, Residency.CountMissing(guest.Source));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FillingThatFails_LeavesNothing(bool isDestinationHere)
    {
        GuestMemory? filled = null;
        WatchedGuest guest = new(new ScribblingGuest(pages: 200, threads: 0))
        {
            OnFill = memory =>
            {
                filled = memory;
                throw new UsageException("the image has shrunk");
            },
        };
        GuestSetup SetUp() => isDestinationHere ? new GuestSetup(guest, null, reuse: true) : GuestSetup.ForOtherProcess(guest, reuse: true);
        Assert.Throws<UsageException>(SetUp);
        Assert.True(guest.IsDisposed);
        Assert.All(filled!.Blocks, block => Assert.True(block.IsFreed));
    }

    [Fact]
    public void SharedDestination_OutlivesAGuestThatCouldNotBeFilled()
    {
        ScribblingGuest inner = new(pages: 200, threads: 0);
        using GuestMemory destination = new(inner.Layout);
        WatchedGuest guest = new(inner) { OnFill = _ => throw new UsageException("no") };
        Assert.Throws<UsageException>(() => new GuestSetup(guest, destination, reuse: false));
        Assert.All(destination.Blocks, block => Assert.False(block.IsFreed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Destination_IsZeroBeforeEveryRun(bool isShared)
    {
        ScribblingGuest inner = new(pages: 200, threads: 0);
        using GuestMemory? shared = isShared ? new GuestMemory(inner.Layout) : null;
        // Another guest's, of the run before.
        shared?.Blocks[0].GetPage(3).Fill(9);
        using GuestSetup guest = new(inner, shared, reuse: false);
        using GuestMemory zero = new(inner.Layout);
        for (int run = 0; run < 2; run++)
        {
            guest.Reset();
            Assert.Null(guest.Destination.Compare(zero));
            guest.Destination.Blocks[0].GetPage(5).Fill(7);
        }
    }

    [Theory]
    [InlineData(true, 1, 2)]
    [InlineData(false, 3, 0)]
    public void Reuse_AloneSaysHowTheMemoryIsPutBack(bool reuse, int fills, int rewinds)
    {
        WatchedGuest watched = new(new ScribblingGuest(pages: 200, threads: 0));
        using GuestSetup guest = new(watched, null, reuse);
        byte[] first = guest.Source.Blocks[0].GetPage(3).ToArray();
        for (int run = 0; run < 3; run++)
        {
            guest.Reset();
            Assert.Equal(first, guest.Source.Blocks[0].GetPage(3).ToArray());
            guest.Source.Blocks[0].GetPage(3).Clear();
        }

        Assert.Equal((fills, rewinds), (watched.Fills, watched.Rewinds));
    }
}
