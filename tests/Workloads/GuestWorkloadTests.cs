using MultifdBench.Guest;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Tests.Workloads;

public sealed class GuestWorkloadTests
{
    public static TheoryData<string> Dirtying => ["idle", "redis-ycsb-a", "redis-ycsb-b", "stress:2M"];

    [Theory]
    [InlineData("idle")]
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
        using GuestWorkload workload = Guests.Create(name);
        using GuestMemory memory = Guests.Filled(workload);
        using var copy = new GuestMemory(workload.Layout);
        copy.CopyFrom(memory);
        var bitmap = new ulong[DirtyBitmap.WordCount(memory.TotalPages)];
        workload.Start(memory);
        for (int round = 0; round < 10; round++)
        {
            Thread.Sleep(10);
            CopyDirty(memory, copy, bitmap); // live: pages may be torn, but then they are marked again
        }

        workload.Pause();
        CopyDirty(memory, copy, bitmap);
        long operations = workload.Operations;
        Thread.Sleep(30);
        Assert.Null(memory.Compare(copy));
        Assert.Equal(0, memory.Blocks[0].Dirty.CountMarked());
        Assert.Equal(operations, workload.Operations);
        Assert.True(operations > 0);
        workload.Stop(); // before its memory goes
    }

    [Fact]
    public void Pause_ReturnsWhileTheGuestWritesFlatOut()
    {
        using GuestWorkload workload = Guests.Create("redis-ycsb-a", overrides: ("operations_per_second", "0"));
        using GuestMemory memory = Guests.Filled(workload);
        using var copy = new GuestMemory(workload.Layout);
        workload.Start(memory);
        for (int round = 0; round < 20; round++)
        {
            long before = workload.Operations;
            Assert.True(SpinWait.SpinUntil(() => workload.Operations > before, TimeSpan.FromSeconds(20)));
            workload.Pause();
            copy.CopyFrom(memory);
            long paused = workload.Operations;
            Thread.Sleep(2);
            Assert.Null(memory.Compare(copy));
            Assert.Equal(paused, workload.Operations);
            workload.Resume();
        }

        workload.Stop(); // before its memory goes
    }

    [Fact]
    public void ResumeAndRestart_GoOn_StopEnds()
    {
        using GuestWorkload workload = Guests.Create("stress:1M", mib: 4);
        using GuestMemory memory = Guests.Filled(workload);
        workload.Start(memory);
        workload.Pause();
        workload.Pause();
        long paused = workload.Operations;
        workload.Resume();
        workload.Resume();
        Assert.True(SpinWait.SpinUntil(() => workload.Operations > paused, TimeSpan.FromSeconds(20)));
        workload.Pause();
        workload.Stop(); // from a pause
        workload.Stop();
        long stopped = workload.Operations;
        Thread.Sleep(10);
        Assert.Equal(stopped, workload.Operations);
        workload.Start(memory);
        Assert.True(SpinWait.SpinUntil(() => workload.Operations > 0, TimeSpan.FromSeconds(20)));
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

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _now;

        public void Advance(long ms) => _now += ms;
    }
}
