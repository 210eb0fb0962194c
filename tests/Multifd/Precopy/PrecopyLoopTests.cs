using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Multifd.Precopy;

/// <summary>The policy on a virtual clock, against QEMU's rules [QEMU migration.c] worked out by hand.</summary>
public sealed class PrecopyLoopTests
{
    private const long Ms = Units.NsPerMs;

    private static (PrecopyLoop Loop, bool Completed) Run(FakeExecutor executor, PrecopySettings? settings = null)
    {
        PrecopyLoop loop = new(settings ?? new PrecopySettings(), executor);
        executor.Begin();
        return (loop, Bounded.Run("loop", () => loop.Run(executor.NowNs, default)));
    }

    [Fact]
    public void NothingPending_FinishesAtOnceWithTwoSyncs()
    {
        FakeExecutor executor = new() { TotalPages = 0, PagesPerSecond = 1000, AcknowledgementNs = 7 * Ms };
        (PrecopyLoop loop, bool completed) = Run(executor);
        Assert.True(completed);
        Assert.Equal(["sync", "stop", "sync", "complete"], executor.Calls);
        Assert.Equal(7 * Ms, loop.DowntimeNs);
        Assert.Equal(3, loop.Rounds.Count);
        Assert.Equal(0, loop.PagesPerSecondLast);
    }

    [Fact]
    public void BeforeTheFirstWindowEnds_TheThresholdIsZero()
    {
        // 1000 pages in 50 ms: all is sent before a window has ended, so the guest is stopped with nothing pending.
        FakeExecutor executor = new() { TotalPages = 1000, PagesPerSecond = 20_000 };
        (PrecopyLoop loop, _) = Run(executor);
        Assert.Equal(["iterate", "sync", "stop", "sync", "complete"], executor.Calls);
        Assert.Equal(0, loop.DowntimeNs);
        Assert.Equal(0, loop.PagesPerSecondLast);
    }

    [Fact]
    public void Threshold_IsTheWindowsBandwidthTimesTheDowntimeLimit()
    {
        // 10 000 pages/s, 300 ms limit: 3000 pages may be left. The estimate is looked at every 50 ms slice, that is every 512 pages.
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000 };
        (PrecopyLoop loop, _) = Run(executor);
        long leftAtStop = loop.Rounds[^1].DirtyPagesAtStart;
        Assert.InRange(leftAtStop, 3000 - 512, 3000);
        Assert.Equal(leftAtStop * 100_000, loop.DowntimeNs);
        Assert.All(executor.Slices, slice => Assert.Equal(50 * Ms, slice));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void DowntimeLimit_MovesTheThreshold(int limitMs)
    {
        FakeExecutor executor = new() { TotalPages = 50_000, PagesPerSecond = 10_000 };
        (PrecopyLoop loop, _) = Run(executor, new PrecopySettings { DowntimeLimitNs = limitMs * Ms });
        Assert.InRange(loop.DowntimeNs / (double)Ms, limitMs - 52, limitMs + 0.001);
    }

    [Fact]
    public void Compression_MakesTheEstimateConservative()
    {
        // The threshold is in wire bytes, the pending bytes are not: a ratio of 4 gives a quarter of the downtime.
        FakeExecutor executor = new() { TotalPages = 50_000, PagesPerSecond = 10_000, WireBytesPerPage = Page.SizeBytes / 4 };
        (PrecopyLoop loop, _) = Run(executor);
        Assert.InRange(loop.DowntimeNs / (double)Ms, 75 - 52, 75.001);
    }

    [Fact]
    public void Downtime_IsFromStopToAcknowledgement()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, AcknowledgementNs = 40 * Ms };
        (PrecopyLoop loop, _) = Run(executor);
        Assert.Equal((loop.Rounds[^1].DirtyPagesAtStart * 100_000) + (40 * Ms), loop.DowntimeNs);
        Assert.Equal(["stop", "sync", "complete"], executor.Calls[^3..]);
    }

    [Fact]
    public void DirtyingGuest_ConvergesWhenSendingIsFaster()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 4000 };
        (PrecopyLoop loop, bool completed) = Run(executor);
        Assert.True(completed);
        Assert.InRange(loop.Rounds.Count, 3, 12);
        Assert.InRange(loop.DirtyPagesPerSecond, 3900, 4100);
        Assert.InRange(loop.DowntimeNs, 1, 301 * Ms);
    }

    [Fact]
    public void GuestThatDirtiesFaster_EndsByTimeoutWithoutStop()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 15_000 };
        long start = executor.NowNs;
        (PrecopyLoop loop, bool completed) = Run(executor, new PrecopySettings { TimeoutNs = 30 * Units.NsPerSecond });
        Assert.False(completed);
        Assert.DoesNotContain("stop", executor.Calls);
        Assert.Equal(0, loop.DowntimeNs);
        Assert.InRange((executor.NowNs - start) / (double)Units.NsPerSecond, 30, 30.2);
        Assert.Equal(executor.Pages.Total, loop.Rounds.Sum(round => round.Pages.Total));
    }

    [Fact]
    public void EverySync_IsARound_AndRoundsAddUpToTheRun()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 5000, AcknowledgementNs = 5 * Ms };
        long start = executor.NowNs;
        (PrecopyLoop loop, _) = Run(executor);
        // The set-up's sync is not the loop's own call.
        Assert.Equal(executor.Calls.Count(call => call == "sync") + 1, loop.Rounds.Count);
        Assert.Equal(20_000, loop.Rounds[0].DirtyPagesAtStart);
        Assert.Equal(executor.Pages.Total, loop.Rounds.Sum(round => round.Pages.Total));
        Assert.Equal(executor.NowNs - start, loop.Rounds.Sum(round => round.DurationNs));
        for (int i = 1; i < loop.Rounds.Count; i++) Assert.Equal(loop.Rounds[i].StartNs, loop.Rounds[i - 1].StartNs + loop.Rounds[i - 1].DurationNs);
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
        (PrecopyLoop loop, _) = Run(executor, new PrecopySettings { MaxBandwidthBytesPerSecond = mibPerSecond * Units.MiB });
        // The executor looks at the budget every 64 pages, so a window may exceed it by that much; the last, stopped round has no limit.
        long budget = (mibPerSecond * Units.MiB / 10) + (64 * Page.SizeBytes);
        long stoppedNs = executor.NowNs - loop.DowntimeNs;
        for (long window = start; window < stoppedNs - (100 * Ms); window += 100 * Ms)
            Assert.InRange(executor.Trace.LastOrDefault(t => t.Ns <= window + (100 * Ms)).Bytes - Before(executor, window, firstByte), 0, 2 * budget);
        double rate = (executor.WireBytes - firstByte - (loop.Rounds[^1].WireBytes)) / ((stoppedNs - start) / 1e9);
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
        (PrecopyLoop loop, _) = Run(executor);
        Assert.InRange(loop.PagesPerSecondLast, 12_799, 12_801);
    }

    [Fact]
    public void Cancellation_EndsTheLoop()
    {
        FakeExecutor executor = new() { TotalPages = 50_000, PagesPerSecond = 100 };
        PrecopyLoop loop = new(new PrecopySettings(), executor);
        executor.Begin();
        Assert.Throws<OperationCanceledException>(() => loop.Run(executor.NowNs, new CancellationToken(canceled: true)));
        Assert.DoesNotContain("iterate", executor.Calls);
    }

    private static long Before(FakeExecutor executor, long ns, long firstByte)
    {
        (long Ns, long Bytes) last = executor.Trace.LastOrDefault(t => t.Ns <= ns);
        return last == default ? firstByte : last.Bytes;
    }
}
