using MultifdBench.Guest;
using MultifdBench.Tests.Multifd;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Tests.Workloads;

public sealed class GuestWorkloadTests
{
    public static TheoryData<string> Dirtying =>
        ["idle", "jvm", "memcached", "page-cache", "postgres", "redis-ycsb-a", "redis-ycsb-b", "stress:2M"];

    [Theory]
    [InlineData("idle")]
    [InlineData("page-cache")]
    [InlineData("redis-ycsb-b")]
    [InlineData("stress:1K")]
    [InlineData("random")]
    public void Fill_SameSeed_SameBytes_OtherSeed_OtherBytes(string name)
    {
        using GuestMemory first = Guests.Filled(Guests.Create(name, seed: 5));
        using GuestMemory again = Guests.Filled(Guests.Create(name, seed: 5));
        using GuestMemory other = Guests.Filled(Guests.Create(name, seed: 6));
        Assert.Null(first.Compare(again));
        Assert.NotNull(first.Compare(other));
        Assert.Equal(0, first.Blocks[0].Dirty.CountMarked());
    }

    [Theory]
    [MemberData(nameof(Dirtying))]
    public void Pause_NothingIsWrittenAfterIt_AndNoMarkIsLost(string name)
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create(name, clock);
        using GuestMemory memory = Guests.Filled(workload);
        using var copy = new GuestMemory(workload.Layout);
        copy.CopyFrom(memory);
        var bitmap = new ulong[DirtyBitmap.WordCount(memory.TotalPages)];
        workload.Start(memory);
        for (int round = 0; round < 10; round++)
        {
            AwaitOperations(workload, clock);
            CopyDirty(memory, copy, bitmap); // live: pages may be torn, but then they are marked again
        }

        workload.Pause();
        CopyDirty(memory, copy, bitmap);
        long operations = workload.Operations;
        AssertDoesNothing(workload, memory, clock);
        Assert.Null(memory.Compare(copy));
        Assert.Equal(0, memory.Blocks[0].Dirty.CountMarked());
        Assert.Equal(operations, workload.Operations);
        workload.Stop(); // before its memory goes
    }
    [Theory]
    [MemberData(nameof(Dirtying))]
    public void ContinueOn_GoesOnOverTheOtherMemory_AsIfNothingHadHappened(string name)
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create(name, clock);
        using GuestMemory memory = Guests.Filled(workload);
        workload.Start(memory);
        AwaitOperations(workload, clock);
        Assert.Throws<InvalidOperationException>(() => workload.ContinueOn(memory));
        workload.Pause();
        using GuestMemory copy = new(workload.Layout);
        copy.CopyFrom(memory);
        using GuestMemory other = new(workload.Layout);
        // Every page is missing at first and comes when it is asked for.
        MissingPages? pages = null;
        pages = new MissingPages(other, memory, workload.Threads, (block, page) =>
        {
            memory.Blocks[0].GetPage(page).CopyTo(block.GetPage(page));
            pages!.Arrived(block, page);
        });
        pages.Discard(other.Blocks[0], 0, other.Blocks[0].PageCount);

        workload.ContinueOn(pages.View);
        workload.Resume();
        AwaitOperations(workload, clock);
        workload.Stop();

        Assert.True(pages.Figures.Requests > 0 && pages.View.Blocks[0].Dirty.CountMarked() > 0);
        Assert.Null(memory.Compare(copy));
        for (long page = 0; page < other.Blocks[0].PageCount; page++)
        {
            if (!pages.IsMissing(other.Blocks[0], page)) continue;
            memory.Blocks[0].GetPage(page).CopyTo(other.Blocks[0].GetPage(page));
            pages.Arrived(other.Blocks[0], page);
        }

        Assert.Null(pages.Compare());
        Assert.NotNull(other.Compare(memory));
    }

    /// <summary>An error may give memory up ahead of the guest, in whatever order things are disposed.</summary>
    [Fact]
    public void MemoryGivenUp_IsThereUntilTheGuestEnds()
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create("stress:2M", clock);
        GuestMemory memory = Guests.Filled(workload), other = new(workload.Layout);
        workload.Start(memory);
        memory.Dispose();
        AwaitOperations(workload, clock);
        workload.Pause();
        workload.ContinueOn(other);
        other.Dispose();
        workload.Resume();
        AwaitOperations(workload, clock);
        Assert.False(memory.Blocks[0].IsFreed || other.Blocks[0].IsFreed);
        workload.Stop();
        Assert.True(memory.Blocks[0].IsFreed && other.Blocks[0].IsFreed);
    }

    [Fact]
    public void BrokenMemory_EndsTheGuest_WhichCanBeStartedAnew()
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create("stress:2M", clock);
        using GuestMemory memory = Guests.Filled(workload);
        using GuestMemory other = new(workload.Layout);
        workload.Start(memory);
        workload.Pause();
        MissingPages? pages = null;
        pages = new MissingPages(other, memory, workload.Threads, (_, _) => pages!.Break());
        pages.Discard(other.Blocks[0], 0, other.Blocks[0].PageCount);
        workload.ContinueOn(pages.View);
        workload.Resume();
        clock.Advance(50);
        Bounded.Until("the guest asks for a page", () => pages.Figures.Requests > 0);
        workload.Pause();
        workload.Stop();
        workload.Start(memory);
        AwaitOperations(workload, clock);
        workload.Stop();
    }

    [Fact]
    public void Pause_ReturnsWhileTheGuestWritesFlatOut()
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create("redis-ycsb-a", clock, ("operations_per_second", "0"));
        using GuestMemory memory = Guests.Filled(workload);
        using var copy = new GuestMemory(workload.Layout);
        workload.Start(memory);
        for (int round = 0; round < 20; round++)
        {
            AwaitOperations(workload, clock);
            workload.Pause();
            copy.CopyFrom(memory);
            long paused = workload.Operations;
            AssertDoesNothing(workload, memory, clock);
            Assert.Null(memory.Compare(copy));
            Assert.Equal(paused, workload.Operations);
            workload.Resume();
        }

        workload.Stop(); // before its memory goes
    }

    [Fact]
    public void ResumeAndRestart_GoOn_StopEnds()
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create("stress:1M", clock);
        using GuestMemory memory = Guests.Filled(workload);
        workload.Start(memory);
        workload.Pause();
        workload.Pause();
        AssertDoesNothing(workload, memory, clock);
        workload.Resume();
        workload.Resume();
        AwaitOperations(workload, clock);
        workload.Pause();
        workload.Stop(); // from a pause
        workload.Stop();
        AssertDoesNothing(workload, memory, clock);
        workload.Start(memory);
        AwaitOperations(workload, clock);
        Assert.Throws<InvalidOperationException>(() => workload.Start(memory));
        Assert.Throws<InvalidOperationException>(() => workload.Fill(memory));
        workload.Stop(); // before its memory goes
    }

    [Fact]
    public void Pacer_GivesTheRate_LeavesPausesOut_AndForgivesLongDebts()
    {
        var clock = new ManualTime();
        var pacer = new Pacer(1000, clock);
        Assert.Equal(0, pacer.Take(100));
        pacer.Run();
        clock.Advance(10);
        Assert.Equal(10, pacer.Take(100));
        pacer.Suspend();
        clock.Advance(1000);
        pacer.Run();
        Assert.Equal(0, pacer.Take(100));
        clock.Advance(5000);
        Assert.Equal(100, pacer.Take(10_000)); // a tenth of a second's worth
    }

    [Theory]
    [InlineData(20, 800)]
    [InlineData(50, 500)]
    [InlineData(99, 10)]
    public void ThrottledPacer_GivesTheShareOfItsRate_InOnePiecePerPeriod(int percentage, int expected)
    {
        var clock = new ManualTime();
        var pacer = new Pacer(1000, clock);
        pacer.Run();
        pacer.Throttle(new DutyCycle(percentage));
        int done = 0;
        for (int ms = 0; ms < 1000; ms++)
        {
            clock.Advance(1);
            done += pacer.Take(100);
        }

        Assert.InRange(done, expected - 1, expected + 1);
        pacer.Throttle(default);
        clock.Advance(10);
        Assert.InRange(pacer.Take(100), 9, 11);
    }

    [Fact]
    public void ThrottledGuestThatRunsFlatOut_DoesNothingInItsSleeps()
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create("redis-ycsb-a", clock, ("operations_per_second", "0"));
        using GuestMemory memory = Guests.Filled(workload);
        workload.Throttle(50);
        workload.Resume();
        Assert.True(workload.RunBatch(memory) > 0);
        clock.Advance(15);
        Assert.Equal(0, workload.RunBatch(memory));
        clock.Advance(10);
        Assert.True(workload.RunBatch(memory) > 0);
    }

    /// <summary>A guest that writes 1000 pages a second into a ring of 1024 sleeps after each 1024 of them.</summary>
    [Fact]
    public void FullRing_LetsTheGuestSleep_AndThatWorkIsLost()
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create("stress:1000", clock);
        using GuestMemory memory = Guests.Filled(workload);
        workload.Start(memory);
        workload.UseDirtyRing(1024);
        workload.LimitDirtying(500_000_000);
        AwaitOperations(workload, clock);
        Assert.Equal(0, workload.AsleepNs);
        Bounded.Until("the ring is full", () =>
        {
            clock.Advance(10);
            return workload.AsleepNs > 0;
        });
        Assert.InRange(workload.DirtyRingPages, 1024, 1024 + 128);
        long operations = workload.Operations;
        clock.Advance(100);
        Assert.Equal(0, workload.RunBatch(memory));
        // The next sleep will be none, and this one goes on.
        workload.LimitDirtying(0);
        Assert.InRange(workload.AsleepNs, 1, 400_000_000);
        Assert.Equal(operations, workload.Operations);
        clock.Advance(1000);
        Bounded.Until("it goes on", () => workload.Operations > operations);
        Assert.Equal(0, workload.AsleepNs);
        workload.Stop();
    }

    [Fact]
    public void DirtySync_EmptiesTheRing_AndWithoutOneNothingIsCounted()
    {
        ManualTime clock = new();
        using GuestWorkload workload = Guests.Create("stress:1000", clock);
        using GuestMemory memory = Guests.Filled(workload);
        workload.Start(memory);
        AwaitOperations(workload, clock);
        workload.SyncDirtyLog();
        Assert.Equal(0, workload.DirtyRingPages);
        workload.UseDirtyRing(1024);
        workload.LimitDirtying(500_000_000);
        for (int i = 0; i < 30; i++)
        {
            AwaitOperations(workload, clock);
            workload.SyncDirtyLog();
            Assert.Equal(0, workload.AsleepNs);
        }

        Assert.True(workload.DirtyRingPages > 1024, $"{workload.DirtyRingPages} pages were entered, and the ring was never full");
        workload.UseDirtyRing(0);
        Assert.Equal((0L, 0L), (workload.DirtyRingPages, workload.AsleepNs));
        workload.Stop();
    }

    /// <summary>Lets some time pass in which operations are due, and waits until the guest has done one.</summary>
    private static void AwaitOperations(GuestWorkload workload, ManualTime clock)
    {
        long before = workload.Operations;
        clock.Advance(50);
        Bounded.Until("the guest does operations", () => workload.Operations > before);
    }

    /// <summary>
    /// However much is due, a batch does none of it. It passes the gate that every batch holds, so one that was under way has ended, and
    /// what it wrote can be seen.
    /// </summary>
    private static void AssertDoesNothing(GuestWorkload workload, GuestMemory memory, ManualTime clock)
    {
        clock.Advance(1000);
        Assert.Equal(0, workload.RunBatch(memory));
    }

    private static void CopyDirty(GuestMemory memory, GuestMemory copy, ulong[] bitmap)
    {
        RamBlock block = memory.Blocks[0];
        block.Dirty.SyncInto(bitmap);
        for (long page = 0; page < block.PageCount; page++)
        {
            if ((bitmap[page >> 6] >> (int)(page & 63) & 1) != 0) block.GetPage(page).CopyTo(copy.Blocks[0].GetPage(page));
        }

        Array.Clear(bitmap);
    }
}
