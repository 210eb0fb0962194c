using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Multifd.Precopy;

/// <summary>Dirty-limit on figures worked out by hand from QEMU's rules, and on a virtual migration.</summary>
public sealed class DirtyLimitTests
{
    private const long Ms = Units.NsPerMs;
    private const long PagesPerMib = Units.MiB / Page.SizeBytes;

    /// <summary>The sleeps, µs, after periods of a second in which the guest dirtied so many MiB.</summary>
    private static long[] Sleeps(DirtyLimitSettings settings, params int[] mibs)
    {
        DirtyLimit limit = new(settings);
        limit.Begin(default);
        long pages = 0;
        return [.. mibs.Select((mib, i) =>
        {
            pages += mib * PagesPerMib;
            limit.EndPeriod(new PrecopyFigures((i + 1) * 1000 * Ms, 0, 0, default, DirtyRingPages: pages));
            return limit.SleepNs / Units.NsPerUs;
        })];
    }

    /// <summary>
    /// A ring of 16 MiB is full after 16 s ÷ 1000 = 16,000 µs. Far above the quota the step is F × 90 ÷ 10 at 1000 MiB/s,
    /// F × 75 ÷ 25 at 400 of 100. F stays that of the highest rate.
    /// </summary>
    [Theory]
    [InlineData(100, new[] { 1000 }, new long[] { 16_000 * 9 })]
    [InlineData(100, new[] { 1000, 400 }, new long[] { 16_000 * 9, 16_000 * 12 })]
    public void FarAboveTheQuota_SleepGrowsInProportion(int quota, int[] mibs, long[] expected) =>
        Assert.Equal(expected, Sleeps(new() { MibPerSecond = quota }, mibs));

    /// <summary>|150 − 100| is 33 % of the larger: a tenth of the time to fill the ring, up and down.</summary>
    [Fact]
    public void Nearby_StepsAreATenthOfTheTimeToFillTheRing() =>
        Assert.Equal([106_666 / 10, 106_666 / 10 * 2, 106_666 / 10], Sleeps(new() { MibPerSecond = 100 }, 150, 150, 70));

    [Fact]
    public void FarBelowTheQuota_SleepShrinks_AndIsNeverBelowNothing() =>
        // 1000 of 100: 9 F up; then 100 − 20 = 80 %: 4 F down, twice, and to 0.
        Assert.Equal([144_000, 80_000, 16_000, 0], Sleeps(new() { MibPerSecond = 100 }, 1000, 20, 20, 20));

    /// <summary>25 MiB/s off are left alone, 26 are not.</summary>
    [Theory]
    [InlineData(125, 0)]
    [InlineData(126, 12_698)]
    [InlineData(75, 0)]
    public void CloseToTheQuota_NothingChanges(int mib, long expected) =>
        Assert.Equal([expected], Sleeps(new() { MibPerSecond = 100 }, mib));

    [Fact]
    public void Sleep_IsAtMostNinetyNineTimesTheRing()
    {
        // 99 % above: 99 F in one step, and no more.
        Assert.Equal([99 * 16_000, 99 * 16_000], Sleeps(new(), 1000, 1000));
        Assert.Equal([99 * 4000, 99 * 4000], Sleeps(new() { RingSize = 1024 }, 1000, 1000));
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(1, 99 * 16_000)]
    public void GuestThatDirtiesNothing_SleepsNoMore_UnlessThatIsItsQuota(int quota, long expected) =>
        Assert.Equal(expected, Sleeps(new() { MibPerSecond = quota }, 1000, 0)[^1]);

    [Fact]
    public void State_IsWhatQueryMigrateShows()
    {
        DirtyLimit limit = new(new() { MibPerSecond = 100 });
        Assert.Null(limit.State);
        Assert.False(limit.IsDue(long.MaxValue));
        limit.Begin(default);
        Assert.Equal(new DirtyLimitState(0, 0), limit.State);
        Assert.False(limit.IsDue(999 * Ms));
        Assert.True(limit.IsDue(1000 * Ms));
        limit.EndPeriod(new PrecopyFigures(2000 * Ms, 0, 0, default, DirtyRingPages: 2000 * PagesPerMib));
        Assert.Equal(new DirtyLimitState(144 * Ms, 16 * Ms), limit.State);
        limit.EndPeriod(new PrecopyFigures(3000 * Ms, 0, 0, default, DirtyRingPages: 2000 * PagesPerMib));
        Assert.Equal(new DirtyLimitState(0, 0), limit.State);
    }

    /// <summary>Two hits of auto-converge's trigger give the quota, whoever's rules hold, and auto-converge goes first.</summary>
    [Theory]
    [InlineData(false, 0, true)]
    [InlineData(true, 20, false)]
    public void Trigger_IsAutoConverges(bool isAutoConverging, int percentage, bool limits)
    {
        DirtyPeriod period = new(new PrecopySettings
        {
            AutoConverge = new() { IsOn = isAutoConverging },
            DirtyLimit = new() { IsOn = true },
        });
        period.Start(default);
        period.Synced(new PrecopyFigures(2000 * Ms, 0, 100 * Units.MiB, default, 60 * PagesPerMib));
        Assert.False(period.LimitsDirtying);
        period.Synced(new PrecopyFigures(4000 * Ms, 0, 200 * Units.MiB, default, 60 * PagesPerMib));
        Assert.Equal((percentage, limits), (period.ThrottlePercentage, period.LimitsDirtying));
    }

    [Fact]
    public void Guest_ThatNeverConverged_DoesWithIt()
    {
        PrecopySettings settings = new() { TimeoutNs = 300 * Units.NsPerSecond };
        Assert.False(Fast().Follow(new PrecopyPolicy(settings)));
        FakeExecutor with = Fast();
        PrecopyPolicy policy = new(settings with { DirtyLimit = new() { IsOn = true, MibPerSecond = 10 }, KeepsTimeline = true });
        Assert.True(with.Follow(policy));
        string[] sleeps = [.. with.Calls.Where(call => call.StartsWith("limit", StringComparison.Ordinal))];
        Assert.NotEmpty(sleeps);
        Assert.DoesNotContain(with.Calls, call => call.StartsWith("throttle", StringComparison.Ordinal));
        Assert.Equal(0, policy.HighestThrottlePercentage);
        Assert.True(policy.LongestDirtyLimitSleepNs > 0);
        Assert.InRange(policy.ThrottledNs, 1, policy.Timeline[^1].Ns);
        Assert.InRange(policy.GuestOperationsShare(FakeExecutor.OperationsPerSecond)!.Value, 0.2, 0.95);
        Assert.Equal(policy.LongestDirtyLimitSleepNs, policy.Timeline.Max(sample => sample.DirtyLimit?.ThrottleNs));
        Assert.Null(policy.Rounds[0].AtEnd!.Value.DirtyLimit);
        Assert.True(policy.Rounds[^1].AtEnd!.Value.DirtyLimit!.Value.ThrottleNs > 0);
    }

    /// <summary>QEMU's dirty sync every 5 s is auto-converge's alone: a pass of 50 s stays whole.</summary>
    [Fact]
    public void LongPass_IsNotCut()
    {
        FakeExecutor executor = new() { TotalPages = 500_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 20_000 };
        PrecopyPolicy policy = new(new PrecopySettings { TimeoutNs = 90 * Units.NsPerSecond, DirtyLimit = new() { IsOn = true } });
        Assert.False(executor.Follow(policy));
        Assert.InRange(policy.Rounds.Count, 1, 3);
    }

    [Fact]
    public void WithoutIt_NothingIsSaid()
    {
        PrecopyPolicy policy = new(new PrecopySettings { KeepsTimeline = true });
        Fast().Follow(policy);
        Assert.Null(policy.LongestDirtyLimitSleepNs);
        Assert.All(policy.Timeline, sample => Assert.Null(sample.DirtyLimit));
    }

    private static FakeExecutor Fast() => new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 15_000 };
}
