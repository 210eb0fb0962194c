using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Multifd.Precopy;

/// <summary>Auto-converge on figures worked out by hand from QEMU's rules, and on a virtual migration.</summary>
public sealed class AutoConvergeTests
{
    private const long Ms = Units.NsPerMs;
    private const long MiB = Units.MiB;

    private static PrecopySettings Settings(AutoConvergeSettings aid, QemuRules rules = QemuRules.Qemu101) =>
        new() { AutoConverge = aid with { IsOn = true }, Rules = rules };

    /// <summary>
    /// The percentages after syncs of (ms since the start, MiB dirtied, MiB on the wire so far, MiB of pages sent so far).
    /// </summary>
    private static int[] Percentages(PrecopySettings settings, params (int Ms, int Dirty, int Wire, int Sent)[] syncs)
    {
        DirtyPeriod period = new(settings);
        period.Start(default);
        return [.. syncs.Select(sync =>
        {
            PageCounts sent = new(sync.Sent * MiB / Page.SizeBytes, 0);
            period.Synced(new PrecopyFigures(sync.Ms * Ms, 0, sync.Wire * MiB, sent, sync.Dirty * MiB / Page.SizeBytes));
            return period.ThrottlePercentage;
        })];
    }

    [Fact]
    public void EveryStepCostsTwoHits_TheFirstIsInitial_LaterOnesTheIncrement() => Assert.Equal(
        [0, 20, 20, 30, 30, 40],
        Percentages(
            Settings(new()), (2000, 60, 100, 100), (4000, 60, 200, 200), (6000, 60, 300, 300), (8000, 60, 400, 400),
            (10_000, 60, 500, 500), (12_000, 60, 600, 600)));

    [Fact]
    public void ExactlyTheThreshold_IsNoHit() =>
        Assert.Equal([0, 0, 0], Percentages(Settings(new()), (2000, 50, 100, 0), (4000, 50, 200, 0), (6000, 50, 300, 0)));

    [Fact]
    public void CalmPeriod_DoesNotResetTheHits() =>
        Assert.Equal([0, 0, 20], Percentages(Settings(new()), (2000, 60, 100, 0), (4000, 1, 200, 0), (6000, 60, 300, 0)));

    /// <summary>1000 ms are not more than a second: the sync adds to the period.</summary>
    [Fact]
    public void EarlySync_AddsToThePeriod()
    {
        (int, int, int, int)[] syncs = [(1000, 30, 50, 0), (2000, 30, 100, 0), (3000, 60, 110, 0), (3001, 0, 120, 0)];
        Assert.Equal([0, 0, 0, 20], Percentages(Settings(new()), syncs));
    }

    [Theory]
    [InlineData(QemuRules.Qemu72, 0)]
    [InlineData(QemuRules.Qemu82, 20)]
    [InlineData(QemuRules.Qemu92, 20)]
    public void SinceEightTwo_CompressionMakesAConvergingGuestLookTooFast(QemuRules rules, int expected)
    {
        // 1200 MiB of pages leave in 400 MiB on the wire; the guest dirties 300, a quarter of what is drained, but more than 200.
        Assert.Equal(
            expected, Percentages(Settings(new(), rules), (2000, 300, 400, 1200), (4000, 300, 800, 2400))[^1]);
    }

    [Fact]
    public void Max_EndsTheSteps_AndParametersAreUsed()
    {
        AutoConvergeSettings aid = new() { TriggerThreshold = 10, Initial = 40, Increment = 25, Max = 80 };
        (int, int, int, int)[] syncs = [.. Enumerable.Range(1, 10).Select(i => (i * 2000, 11, i * 100, 0))];
        Assert.Equal([0, 40, 40, 65, 65, 80, 80, 80, 80, 80], Percentages(Settings(aid), syncs));
    }

    /// <summary>At 20 % the guest runs 80 %; 50 of 60 MiB are wanted: 66 % running is ideal, a step of 14 points, cut to the increment; at
    /// 90 % it takes 10 − ⌊10 × 50 ÷ 60⌋ = 2.</summary>
    [Theory]
    [InlineData(20, 30)]
    [InlineData(90, 92)]
    public void Tailslow_TakesNoMoreThanNeeded(int initial, int next) => Assert.Equal(
        [0, initial, initial, next],
        Percentages(
            Settings(new() { Initial = initial, Tailslow = true }), (2000, 60, 100, 0), (4000, 60, 200, 0), (6000, 60, 300, 0),
            (8000, 60, 400, 0)));

    [Fact]
    public void Guest_ThatNeverConverged_DoesWithIt()
    {
        PrecopySettings settings = new() { TimeoutNs = 300 * Units.NsPerSecond };
        FakeExecutor without = Fast();
        Assert.False(without.Follow(new PrecopyPolicy(settings)));
        FakeExecutor with = Fast();
        PrecopyPolicy policy = new(settings with { AutoConverge = new() { IsOn = true }, KeepsTimeline = true });
        Assert.True(with.Follow(policy));
        string[] throttles = [.. with.Calls.Where(call => call.StartsWith("throttle", StringComparison.Ordinal))];
        Assert.Equal("throttle 20", throttles[0]);
        Assert.Equal(throttles.Length, throttles.Distinct().Count());
        Assert.Equal($"throttle {policy.HighestThrottlePercentage}", throttles[^1]);
        Assert.InRange(policy.ThrottledNs, 1, policy.Timeline[^1].Ns);
        // Every half of a second that it slept is work that it did not do.
        Assert.InRange(policy.GuestOperationsShare(FakeExecutor.OperationsPerSecond)!.Value, 0.3, 0.9);
        Assert.Equal(policy.HighestThrottlePercentage, policy.Timeline.Max(sample => sample.ThrottlePercentage));
        Assert.Equal(policy.HighestThrottlePercentage, policy.Rounds[^2].AtEnd!.Value.ThrottlePercentage);
    }

    /// <summary>A pass of 50 s: before 9.2 it gives one period; since then one every 5 to 10 s, and none in the first pass.</summary>
    [Theory]
    [InlineData(QemuRules.Qemu82, 0)]
    [InlineData(QemuRules.Qemu92, 20)]
    public void PeriodicSync_JudgesWithinALongPass(QemuRules rules, int least)
    {
        FakeExecutor executor = new() { TotalPages = 500_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 20_000 };
        PrecopyPolicy policy = new(
            new PrecopySettings { TimeoutNs = 90 * Units.NsPerSecond, AutoConverge = new() { IsOn = true }, Rules = rules });
        Assert.False(executor.Follow(policy));
        Assert.True(policy.HighestThrottlePercentage >= least);
        long[] starts = [.. policy.Rounds.Select(round => (round.StartNs - policy.Rounds[0].StartNs) / Units.NsPerSecond)];
        Assert.True(starts.Length == 1 || starts[1] >= 45, $"the first pass was cut at {starts.ElementAtOrDefault(1)} s");
        if (least > 0) Assert.All(starts.Skip(2).Zip(starts.Skip(1)), pair => Assert.InRange(pair.First - pair.Second, 4, 11));
        else Assert.InRange(policy.Rounds.Count, 1, 3);
    }

    [Fact]
    public void DowntimeRound_HasNoThrottle_AndTheFiguresOfQueryMigrate()
    {
        FakeExecutor executor = Fast();
        PrecopyPolicy policy = new(new PrecopySettings { AutoConverge = new() { IsOn = true }, KeepsTimeline = true });
        executor.Follow(policy);
        RoundState state = policy.Rounds[3].AtEnd!.Value;
        Assert.Equal(300 * Ms, state.DowntimeLimitNs);
        // 15 000 dirty pages/s are what it says, and what was left at the last sync over 10 000 pages/s is how long it would take.
        Assert.InRange(state.DirtyPagesPerSecond, 9_000, 15_100);
        Assert.InRange(state.ExpectedDowntimeNs / (double)Ms, policy.Rounds[3].DirtyPagesAtStart / 10.0 * 0.9, 2500);
    }

    private static FakeExecutor Fast() => new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 15_000 };
}
