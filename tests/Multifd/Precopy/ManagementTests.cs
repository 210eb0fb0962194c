using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Multifd.Precopy;

/// <summary>What a management policy is told, and that what it wants is done; on a virtual clock.</summary>
public sealed class ManagementTests
{
    private const long Ms = Units.NsPerMs;

    [Fact]
    public void Policy_IsPolledOnItsGrid_AndHearsEveryPass()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 15_000 };
        Scripted script = new(_ => null);
        PrecopyPolicy policy = Run(executor, script, out bool completed);
        Assert.False(completed);
        Assert.Equal(20_000L * Page.SizeBytes, script.TotalBytes);
        Assert.Equal(policy.Rounds.Count - 1, script.Passes.Count);
        Assert.Equal(Enumerable.Range(2, script.Passes.Count), script.Passes.Select(pass => pass.DirtySyncCount));
        // Every 400 ms, as soon as a slice of 50 ms has ended.
        for (int i = 0; i < script.Polls.Count; i++)
            Assert.InRange(script.Polls[i].ElapsedNs, (i + 1) * 400 * Ms, (i + 1) * 400 * Ms + 160 * Ms);
        Assert.All(script.Polls, poll => Assert.InRange(poll.BytesPerSecond, 9_900.0 * Page.SizeBytes, 10_100.0 * Page.SizeBytes));
    }

    [Fact]
    public void DowntimeLimit_IsRaised_AndTheGuestStopsWithinIt()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 9_000 };
        Scripted script = new(now => now.ElapsedNs > 10 * Units.NsPerSecond && now.DowntimeLimitNs < 2000 * Ms
            ? new ManagementAction(ManagementActionKind.SetDowntimeLimit, "ten seconds have passed", 2000 * Ms)
            : null);
        PrecopyPolicy policy = Run(executor, script, out bool completed);
        Assert.True(completed);
        Assert.Equal(2000 * Ms, Assert.Single(policy.ManagementEvents).Action.Value);
        Assert.Equal(2000 * Ms, policy.Rounds[^1].AtEnd!.Value.DowntimeLimitNs);
        Assert.InRange(policy.DowntimeNs, 301 * Ms, 2000 * Ms);
    }

    [Fact]
    public void InitialActions_AreInForceFromTheStart()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000 };
        Scripted script = new(_ => null)
        {
            Initial = [new ManagementAction(ManagementActionKind.SetDowntimeLimit, "initial", 100 * Ms),
                new ManagementAction(ManagementActionKind.AutoConverge, "initial")],
        };
        PrecopyPolicy policy = Run(executor, script, out bool completed);
        Assert.True(completed);
        Assert.InRange(policy.DowntimeNs, 1, 101 * Ms);
        Assert.Equal([0L, 0L], policy.ManagementEvents.Select(done => done.Ns));
    }

    [Fact]
    public void Suspended_TheGuestDirtiesNoMore_AndTheDowntimeCountsFromThere()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 15_000 };
        Scripted script = new(now => now is { Phase: MigrationPhase.Active, ElapsedNs: > 5_000_000_000 }
            ? new ManagementAction(ManagementActionKind.Suspend, "five seconds")
            : null);
        PrecopyPolicy policy = Run(executor, script, out bool completed);
        Assert.True(completed);
        Assert.Single(executor.Calls, call => call == "suspend");
        Assert.Equal(executor.NowNs - 5_000_000_000 - policy.ManagementEvents[0].Ns, policy.DowntimeNs);
        Assert.Equal(MigrationPhase.Suspended, script.Polls[^1].Phase);
    }

    [Fact]
    public void Cancelled_EndsWithThePolicysReason()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 15_000 };
        Scripted script = new(now => now.ElapsedNs > 3 * Units.NsPerSecond
            ? new ManagementAction(ManagementActionKind.Cancel, "no progress for 3 s")
            : null);
        PrecopyPolicy policy = Run(executor, script, out bool completed);
        Assert.False(completed);
        Assert.Equal("policy scripted: no progress for 3 s", policy.CancelReason);
        Assert.DoesNotContain("stop", executor.Calls);
    }

    [Fact]
    public void Postcopy_FlushesStopsHandsOverAndPushes_WithTheDowntimeUntilTheHandover()
    {
        FakeExecutor executor = new()
        {
            TotalPages = 20_000,
            PagesPerSecond = 10_000,
            DirtyPagesPerSecond = 15_000,
            AcknowledgementNs = 7 * Ms,
        };
        Scripted script = new(now => now is { Phase: MigrationPhase.Active, DirtySyncCount: > 2 }
            ? new ManagementAction(ManagementActionKind.StartPostcopy, "two passes")
            : null);
        PrecopyPolicy policy = Run(executor, script, out bool completed);
        Assert.True(completed);
        Assert.Equal(["Flush", "stop", "sync", "HandOver", "push"], executor.Calls[^5..]);
        Assert.True(policy.IsPostcopy);
        Assert.Equal(7 * Ms, policy.DowntimeNs);
        Assert.Equal(0, executor.RemainingPages);
    }

    /// <summary>Without a sync between, what is done because of a pass does not wait for a poll.</summary>
    [Fact]
    public void ReactionToAPass_IsDoneWhenItEnds_AndPollsKeepTheirGrid()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 15_000 };
        Scripted script = new(_ => null)
        {
            React = now => now.DirtySyncCount == 3 ? new ManagementAction(ManagementActionKind.StartPostcopy, "the second pass") : null,
        };
        PrecopyPolicy policy = Run(executor, script, out bool completed);
        Assert.True(completed && policy.IsPostcopy);
        Assert.Equal(script.Passes[^1].ElapsedNs, Assert.Single(policy.ManagementEvents).Ns);
        Assert.Equal(["sync", "Flush", "stop", "sync", "HandOver", "push"], executor.Calls[^6..]);
        Assert.All(script.Polls.Select((poll, i) => (poll, i)),
            pair => Assert.InRange(pair.poll.ElapsedNs, (pair.i + 1) * 400 * Ms, ((pair.i + 1) * 400 * Ms) + (160 * Ms)));
    }

    /// <summary>QEMU stops the guest at once where the sync finds little enough: nobody who hears of it is that quick.</summary>
    [Fact]
    public void ReactionToThePassThatEndsTheMigration_ComesTooLate()
    {
        FakeExecutor executor = new() { TotalPages = 20_000, PagesPerSecond = 10_000, DirtyPagesPerSecond = 100 };
        Scripted script = new(_ => null) { React = _ => new ManagementAction(ManagementActionKind.StartPostcopy, "too late") };
        PrecopyPolicy policy = Run(executor, script, out bool completed);
        Assert.True(completed);
        Assert.False(policy.IsPostcopy);
        Assert.NotEmpty(script.Passes);
        Assert.Empty(policy.ManagementEvents);
    }

    private static PrecopyPolicy Run(FakeExecutor executor, Scripted script, out bool completed)
    {
        PrecopyPolicy policy = new(new PrecopySettings { Management = () => script, TimeoutNs = 30 * Units.NsPerSecond });
        completed = Bounded.Run("policy", () => executor.Follow(policy));
        return policy;
    }

    private sealed class Scripted(Func<MigrationStatus, ManagementAction?> poll) : IManagementPolicy
    {
        public string Name => "scripted";

        public long PollNs => 400 * Ms;

        public IReadOnlyList<ManagementAction> Initial { get; init; } = [];

        public long TotalBytes { get; private set; }

        public List<MigrationStatus> Polls { get; } = [];

        public List<MigrationStatus> Passes { get; } = [];

        public IReadOnlyList<ManagementAction> Begin(long totalBytes)
        {
            TotalBytes = totalBytes;
            return Initial;
        }

        /// <summary>What it does when it hears of a pass.</summary>
        public Func<MigrationStatus, ManagementAction?> React { get; init; } = _ => null;

        public ManagementAction? Passed(in MigrationStatus now)
        {
            Passes.Add(now);
            return React(now);
        }

        public ManagementAction? Poll(in MigrationStatus now)
        {
            Polls.Add(now);
            return poll(now);
        }
    }
}
