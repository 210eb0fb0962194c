using MultifdBench.Guest;
using MultifdBench.Workloads;

namespace MultifdBench.Tests.Workloads;

public sealed class SyntheticGuestTests
{
    [Fact]
    public void GuestTime_DoesTheOperationsThatAreDue_HoweverItIsCutUp()
    {
        using GuestMemory once = Advanced(TimeSpan.FromMilliseconds(300));
        using GuestMemory inSteps = Advanced([.. Enumerable.Repeat(TimeSpan.FromMilliseconds(50), 6)]);
        double marked = once.Blocks[0].Dirty.CountMarked();
        Assert.InRange(inSteps.Blocks[0].Dirty.CountMarked(), 0.98 * marked, 1.02 * marked);
        Assert.True(marked > 0);
    }

    [Fact]
    public void ServerPages_AreTheHeapAtTheEnd_OrAllMemory()
    {
        using var redis = Guests.Create("redis-ycsb-b", mib: 64);
        using GuestMemory memory = Guests.Filled(redis);
        (long first, long count) = SyntheticGuest.Of(redis)!.ServerPages(memory);
        Assert.Equal(memory.TotalPages, first + count);
        Assert.True(first > 0);
        using var idle = Guests.Create("idle", mib: 64);
        Assert.Equal((0, memory.TotalPages), SyntheticGuest.Of(idle)!.ServerPages(memory));
    }

    [Fact]
    public void WorkloadWithoutARate_HasNoGuestTime()
    {
        using var flatOut = Guests.Create("redis-ycsb-b", mib: 64, overrides: ("operations_per_second", "0"));
        Assert.Null(SyntheticGuest.Of(flatOut));
    }

    private static GuestMemory Advanced(params TimeSpan[] times)
    {
        using var workload = Guests.Create("redis-ycsb-b", mib: 64);
        GuestMemory memory = Guests.Filled(workload);
        SyntheticGuest guest = SyntheticGuest.Of(workload)!;
        foreach (TimeSpan time in times) guest.Advance(memory, time);
        return memory;
    }
}
