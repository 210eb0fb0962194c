using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Multifd.Precopy;

/// <summary>The policy on a virtual clock, against QEMU's rules [QEMU migration.c] worked out by hand.</summary>
public sealed class PrecopyPolicyTests
{
    private const long Ms = Units.NsPerMs;

    private static (PrecopyPolicy Policy, bool Completed) Run(FakeExecutor executor, PrecopySettings? settings = null)
    {
        PrecopyPolicy policy = new(settings ?? new PrecopySettings());
        return (policy, Bounded.Run("policy", () => executor.Follow(policy)));
    }

    [Fact]
    public void NothingPending_FinishesAtOnceWithTwoSyncs()
    {
        FakeExecutor executor = new() { TotalPages = 0, PagesPerSecond = 1000, AcknowledgementNs = 7 * Ms };
        (PrecopyPolicy policy, bool completed) = Run(executor);
        Assert.True(completed);
        Assert.Equal(["sync", "stop", "sync", "complete"], executor.Calls);
        Assert.Equal(7 * Ms, policy.DowntimeNs);
        Assert.Equal(3, policy.Rounds.Count);
        Assert.Equal(0, policy.PagesPerSecondLast);
    }

    [Fact]
    public void BeforeTheFirstWindowEnds_TheThresholdIsZero()
    {
        // 1000 pages in 50 ms: all is sent before a window has ended, so the guest is stopped with nothing pending.
        FakeExecutor executor = new() { TotalPages = 1000, PagesPerSecond = 20_000 };
        (PrecopyPolicy policy, _) = Run(executor);
        Assert.Equal(["iterate", "sync", "stop", "sync", "complete"], executor.Calls);
        Assert.Equal(0, policy.DowntimeNs);
        Assert.Equal(0, policy.PagesPerSecondLast);
    }

    [Fact]
    public void Threshold_IsTheWindowsBandwidthTimesTheDowntimeLimit()
    {
        // 10 000 pages/s, 300 ms limit: 3000 pages may be left. The estimate is looked at every 50 ms slice, that is every 512 pages.
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000 };
        (PrecopyPolicy policy, _) = Run(executor);
        long leftAtStop = policy.Rounds[^1].DirtyPagesAtStart;
        Assert.InRange(leftAtStop, 3000 - 512, 3000);
        Assert.Equal(leftAtStop * 100_000, policy.DowntimeNs);
        Assert.All(executor.Slices, slice => Assert.Equal(50 * Ms, slice));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void DowntimeLimit_MovesTheThreshold(int limitMs)
    {
        FakeExecutor executor = new() { TotalPages = 50_000, PagesPerSecond = 10_000 };
        (PrecopyPolicy policy, _) = Run(executor, new PrecopySettings { DowntimeLimitNs = limitMs * Ms });
        Assert.InRange(policy.DowntimeNs / (double)Ms, limitMs - 52, limitMs + 0.001);
    }

    [Fact]
    public void Compression_MakesTheEstimateConservative()
    {
        // The threshold is in wire bytes, the pending bytes are not: a ratio of 4 gives a quarter of the downtime.
        FakeExecutor executor = new() { TotalPages = 50_000, PagesPerSecond = 10_000, WireBytesPerPage = Page.SizeBytes / 4 };
        (PrecopyPolicy policy, _) = Run(executor);
        Assert.InRange(policy.DowntimeNs / (double)Ms, 75 - 52, 75.001);
    }

    [Fact]
    public void Downtime_IsFromStopToAcknowledgement()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, AcknowledgementNs = 40 * Ms };
        (PrecopyPolicy policy, _) = Run(executor);
        Assert.Equal((policy.Rounds[^1].DirtyPagesAtStart * 100_000) + (40 * Ms), policy.DowntimeNs);
        Assert.Equal(["stop", "sync", "complete"], executor.Calls[^3..]);
    }

    [Fact]
    public void DirtyingGuest_ConvergesWhenSendingIsFaster()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 4000 };
        (PrecopyPolicy policy, bool completed) = Run(executor);
        Assert.True(completed);
        Assert.InRange(policy.Rounds.Count, 3, 12);
        Assert.InRange(policy.DirtyPagesPerSecond, 3900, 4100);
        Assert.InRange(policy.DowntimeNs, 1, 301 * Ms);
    }

    [Fact]
    public void GuestThatDirtiesFaster_EndsByTimeoutWithoutStop()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 15_000 };
        long start = executor.NowNs;
        (PrecopyPolicy policy, bool completed) = Run(executor, new PrecopySettings { TimeoutNs = 30 * Units.NsPerSecond });
        Assert.False(completed);
        Assert.DoesNotContain("stop", executor.Calls);
        Assert.Equal(0, policy.DowntimeNs);
        Assert.InRange((executor.NowNs - start) / (double)Units.NsPerSecond, 30, 30.2);
        Assert.Equal(executor.Pages.Total, policy.Rounds.Sum(round => round.Pages.Total));
    }

    [Fact]
    public void EverySync_IsARound_AndRoundsAddUpToTheRun()
    {
        FakeExecutor executor =
            new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 5000, AcknowledgementNs = 5 * Ms };
        long start = executor.NowNs;
        (PrecopyPolicy policy, _) = Run(executor);
        // The set-up's sync is not the policy's own.
        Assert.Equal(executor.Calls.Count(call => call == "sync") + 1, policy.Rounds.Count);
        Assert.Equal(20_000, policy.Rounds[0].DirtyPagesAtStart);
        Assert.Equal(executor.Pages.Total, policy.Rounds.Sum(round => round.Pages.Total));
        Assert.Equal(executor.NowNs - start, policy.Rounds.Sum(round => round.DurationNs));
        for (int i = 1; i < policy.Rounds.Count; i++)
            Assert.Equal(policy.Rounds[i].StartNs, policy.Rounds[i - 1].StartNs + policy.Rounds[i - 1].DurationNs);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void BandwidthLimit_IsKeptInEveryWindow(int mibPerSecond)
    {
        // The link could carry 400 MiB/s.
        FakeExecutor executor = new() { TotalPages = 30_000, PagesPerSecond = 102_400 };
        long start = executor.NowNs;
        long firstByte = executor.WireBytes;
        (PrecopyPolicy policy, _) = Run(executor, new PrecopySettings { MaxBandwidthBytesPerSecond = mibPerSecond * Units.MiB });
        // The executor looks at the budget every 64 pages, so a window may exceed it by that much; the last, stopped round has no limit.
        long budget = (mibPerSecond * Units.MiB / 10) + (64 * Page.SizeBytes);
        long stoppedNs = executor.NowNs - policy.DowntimeNs;
        for (long window = start; window < stoppedNs - (100 * Ms); window += 100 * Ms)
            Assert.InRange(executor.Trace.LastOrDefault(t => t.Ns <= window + (100 * Ms)).Bytes - Before(executor, window, firstByte),
                0, 2 * budget);
        double rate = (executor.WireBytes - firstByte - (policy.Rounds[^1].WireBytes)) / ((stoppedNs - start) / 1e9);
        Assert.InRange(rate, 0.9 * mibPerSecond * Units.MiB, 1.3 * mibPerSecond * Units.MiB);
        Assert.Contains("sleep", executor.Calls);
    }

    [Fact]
    public void WithoutALimit_NothingSleeps()
    {
        FakeExecutor executor = new() { TotalPages = 50_000, PagesPerSecond = 10_000 };
        Run(executor);
        Assert.DoesNotContain("sleep", executor.Calls);
    }

    [Fact]
    public void LastWindow_IsWhatPagesPerSecondLastSays()
    {
        FakeExecutor executor = new() { TotalPages = 50_000, PagesPerSecond = 12_800 };
        (PrecopyPolicy policy, _) = Run(executor);
        Assert.InRange(policy.PagesPerSecondLast, 12_799, 12_801);
    }

    [Fact]
    public void Steps_AreAskedForInOrder_AndNeverBlock()
    {
        // The policy by hand, as a simulator drives it: nothing happens between two calls but what the caller does.
        PrecopyPolicy policy = new(new PrecopySettings());
        Assert.Equal(new PrecopyStep(PrecopyAction.Iterate, long.MaxValue, 50 * Ms),
            policy.Begin(0, new PrecopyFigures(10 * Ms, 10, 0, default)));
        Assert.Equal(new PrecopyStep(PrecopyAction.Sync), policy.Next(new PrecopyFigures(20 * Ms, 0, 40_960, new PageCounts(10, 0))));
        Assert.Equal(new PrecopyStep(PrecopyAction.StopGuest), policy.Next(new PrecopyFigures(21 * Ms, 0, 40_960, new PageCounts(10, 0))));
        Assert.Equal(new PrecopyStep(PrecopyAction.Sync), policy.Next(new PrecopyFigures(22 * Ms, 0, 40_960, new PageCounts(10, 0))));
        Assert.Equal(new PrecopyStep(PrecopyAction.Complete),
            policy.Next(new PrecopyFigures(23 * Ms, 2, 40_960, new PageCounts(10, 0), NewlyDirtyPages: 2)));
        Assert.Equal(new PrecopyStep(PrecopyAction.Completed), policy.Next(new PrecopyFigures(25 * Ms, 0, 49_152, new PageCounts(12, 0))));
        Assert.Equal(4 * Ms, policy.DowntimeNs);
    }

    [Fact]
    public void AStepTooMany_IsRefused()
    {
        PrecopyPolicy policy = new(new PrecopySettings { TimeoutNs = 1 });
        Assert.Throws<InvalidOperationException>(() => policy.Next(default));
        Assert.Equal(PrecopyAction.TimedOut, policy.Begin(0, new PrecopyFigures(1, 1, 0, default)).Action);
        Assert.Throws<InvalidOperationException>(() => policy.Next(default));
        Assert.Throws<InvalidOperationException>(() => policy.Begin(0, default));
    }

    private static long Before(FakeExecutor executor, long ns, long firstByte)
    {
        (long Ns, long Bytes) last = executor.Trace.LastOrDefault(t => t.Ns <= ns);
        return last == default ? firstByte : last.Bytes;
    }
}
