using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// QEMU's precopy policy [QEMU migration.c: migration_iteration_run, migration_rate_limit; ram.c: ram_save_iterate]: send dirty pages in
/// slices of 50 ms within the bandwidth limit; when what is left would fit the downtime limit, sync the dirty bitmap; when it still fits,
/// stop the guest and send the rest. With auto-converge or dirty-limit a guest that dirties too fast is slowed; a management policy may
/// change limits, suspend the guest, switch to postcopy or give up. It moves no page, has no clock and never waits: it is told figures and
/// answers with the next step. So a measured migration, which drives it with real time, and thousands of simulated ones on one virtual
/// clock are decided by the same lines. One instance decides one migration. Not thread-safe.
/// </summary>
/// <remarks>
/// As in QEMU 8.2 and later, the threshold is in wire bytes and is compared with uncompressed bytes: with compression the guest is stopped
/// later than it could be, and the downtime ends up shorter than the limit.
/// </remarks>
/// <param name="settings">Limits of bandwidth, downtime and time; auto-converge and dirty-limit; management.</param>
public sealed class PrecopyPolicy(PrecopySettings settings)
{
    /// <summary>The longest time between two looks at the policy, QEMU's MAX_WAIT.</summary>
    public const long SliceNs = 50 * Units.NsPerMs;

    /// <summary>QEMU does not estimate the downtime from a window in which less was sent.</summary>
    private const long LeastBytesForEstimate = 10_000;

    private readonly RateWindow _window = new(settings);
    private readonly RoundLog _rounds = new();
    private readonly DirtyPeriod _period = new(settings);
    private readonly PeriodicSync _periodicSync = new();
    private readonly DirtyLimit _dirtyLimit = new(settings.DirtyLimit);
    private readonly GuestProgress _progress = new();
    private readonly ManagementWatch _management = new(settings.Management?.Invoke());
    private readonly List<TimelineSample> _timeline = [];
    private Awaited _awaited = Awaited.Begin;
    private MigrationPhase _phase = MigrationPhase.Active;
    private long _startNs;
    private long _stoppedNs;
    private long _totalBytes;
    private long _expectedDowntimeNs = settings.DowntimeLimitNs;
    private int _percentage;
    private long _longestSleepNs;

    /// <summary>Whether the guest, once stopped, goes on at the destination without waiting for its pages.</summary>
    private bool _isSwitching;

    /// <summary>What the policy was last told to wait for.</summary>
    private enum Awaited
    {
        Begin,
        Slice,
        Window,
        Sync,
        PeriodicSync,
        ThrottleAfterSync,
        Throttle,
        Suspend,
        Stop,
        LastSync,
        Acknowledgement,
        PostcopyFlush,
        Handover,
        Push,
        Nothing,
    }

    /// <summary>One entry per dirty sync, the one at set-up included.</summary>
    public IReadOnlyList<Round> Rounds => _rounds.Rounds;

    /// <summary>A reading every 100 ms; empty unless <see cref="PrecopySettings.KeepsTimeline"/>.</summary>
    public IReadOnlyList<TimelineSample> Timeline => _timeline;

    /// <summary>What the management policy did, in order.</summary>
    public IReadOnlyList<ManagementEvent> ManagementEvents => _management.Events;

    /// <summary>Why management gave the migration up, a clause; empty unless it did.</summary>
    public string CancelReason { get; private set; } = "";

    /// <summary>Pages per second in the last window of at least 100 ms; 0 when the migration was shorter than a window.</summary>
    public double PagesPerSecondLast => _window.PagesPerSecond;

    /// <summary>Pages that the guest dirtied between the first and the last dirty sync, per second.</summary>
    public double DirtyPagesPerSecond => _rounds.DirtyPagesPerSecond;

    /// <summary>
    /// From just before the guest was stopped to the destination's acknowledgement, or to where the guest goes on there with pages missing;
    /// 0 unless completed. A suspension by management is part of it.
    /// </summary>
    public long DowntimeNs { get; private set; }

    /// <summary>What would fit the downtime limit at the bandwidth of the last window, bytes.</summary>
    public double ThresholdBytes => _window.ThresholdBytes;

    /// <summary>The highest throttling of the guest, percent: the last, for no step is taken back.</summary>
    public int HighestThrottlePercentage => _percentage;

    /// <summary>
    /// The longest sleep for a full dirty ring, ns; 0 when dirty-limit made none, null when it was off.
    /// </summary>
    public long? LongestDirtyLimitSleepNs => settings.DirtyLimit.IsOn ? _longestSleepNs : null;

    /// <summary>How long the guest was under throttling, ns.</summary>
    public long ThrottledNs => _progress.ThrottledNs;

    /// <summary>Whether the guest went on at the destination before all of its pages were there.</summary>
    public bool IsPostcopy => _phase == MigrationPhase.Postcopy;

    /// <inheritdoc cref="GuestProgress.ShareOf"/>
    public double? GuestOperationsShare(double perSecond) => _progress.ShareOf(perSecond);

    /// <summary>The first step. The bitmap has every page set and the set-up has been sent.</summary>
    /// <param name="startNs">When the migration began, set-up included: where the time limit counts from.</param>
    /// <param name="now">The figures.</param>
    public PrecopyStep Begin(long startNs, in PrecopyFigures now)
    {
        if (_awaited != Awaited.Begin) throw new InvalidOperationException("a policy decides one migration");
        _startNs = startNs;
        _totalBytes = now.RemainingPages * Page.SizeBytes;
        _rounds.Begin(now);
        _window.Start(now);
        _period.Start(now);
        _periodicSync.Start(now.NowNs);
        _progress.Start(now);
        foreach (ManagementAction action in _management.Begin(_totalBytes))
        {
            if (CarryOut(action, now) is { } step) return step;
        }

        _expectedDowntimeNs = _window.DowntimeLimitNs;
        return Decide(now);
    }

    /// <summary>The step after the one that has just been carried out.</summary>
    /// <param name="now">The figures after it.</param>
    /// <exception cref="InvalidOperationException">The policy has not begun, or has come to its end.</exception>
    public PrecopyStep Next(in PrecopyFigures now)
    {
        switch (_awaited)
        {
            case Awaited.Slice:
                return EndSlice(now);
            case Awaited.Window:
                CloseWindow(now);
                return Decide(now);
            case Awaited.Sync:
                return Synced(now, Awaited.ThrottleAfterSync) ?? StopOrSend(now);
            case Awaited.ThrottleAfterSync:
                return StopOrSend(now);
            case Awaited.PeriodicSync:
                return Synced(now, Awaited.Throttle) ?? Decide(now);
            case Awaited.Throttle or Awaited.Suspend:
                return Decide(now);
            case Awaited.Stop:
                EndRound(now);
                return Await(Awaited.LastSync, new PrecopyStep(PrecopyAction.Sync));
            case Awaited.LastSync:
                _rounds.Begin(now);
                return _isSwitching
                    ? Await(Awaited.Handover, new PrecopyStep(PrecopyAction.HandOver))
                    : Await(Awaited.Acknowledgement, new PrecopyStep(PrecopyAction.Complete));
            case Awaited.Acknowledgement:
                DowntimeNs = now.NowNs - _stoppedNs;
                return End(PrecopyAction.Completed, now);
            default:
                return NextOfPostcopy(now);
        }
    }

    /// <summary>Ends a migration of which its caller knows that it would go on until its time is up.</summary>
    /// <param name="now">The figures.</param>
    public PrecopyStep GiveUp(in PrecopyFigures now) => End(PrecopyAction.TimedOut, now);

    private PrecopyStep NextOfPostcopy(in PrecopyFigures now)
    {
        switch (_awaited)
        {
            case Awaited.PostcopyFlush:
                return Stop(now);
            case Awaited.Handover:
                DowntimeNs = now.NowNs - _stoppedNs;
                _phase = MigrationPhase.Postcopy;
                _progress.Resumed(now);
                return Await(Awaited.Push, new PrecopyStep(PrecopyAction.Push));
            case Awaited.Push:
                return End(PrecopyAction.Completed, now);
            default:
                throw new InvalidOperationException("the policy has no step before its beginning and after its end");
        }
    }

    /// <summary>An estimate first; the exact figure, which costs a dirty sync, only when the estimate already fits.</summary>
    private PrecopyStep Decide(in PrecopyFigures now)
    {
        if ((Manage(now) ?? LimitDirtying(now)) is { } step) return step;
        if (FitsDowntime(now)) return BeginSync(Awaited.Sync, now);
        bool isPeriodic = _period.IsAutoConverging && settings.Rules.HasPeriodicSync() && _phase == MigrationPhase.Active;
        return isPeriodic && _periodicSync.IsDue(now.NowNs, _rounds.Syncs) ? BeginSync(Awaited.PeriodicSync, now) : Send(now);
    }

    private PrecopyStep BeginSync(Awaited awaited, in PrecopyFigures now)
    {
        EndRound(now);
        return Await(awaited, new PrecopyStep(PrecopyAction.Sync));
    }

    /// <summary>Takes a dirty sync in.</summary>
    /// <returns>A step of throttling, when one is due; its end is waited for as <paramref name="throttled"/>.</returns>
    private PrecopyStep? Synced(in PrecopyFigures now, Awaited throttled)
    {
        _rounds.Begin(now);
        _period.Synced(now);
        _management.Passed(StatusOf(now));
        // A guest that stands still needs no throttling.
        if (_phase != MigrationPhase.Active) return null;
        if (_period.LimitsDirtying && !_dirtyLimit.IsInService) _dirtyLimit.Begin(now);
        if (_period.ThrottlePercentage == _percentage) return null;
        _percentage = _period.ThrottlePercentage;
        _progress.Throttled(now);
        return Await(throttled, new PrecopyStep(PrecopyAction.Throttle, Percentage: _percentage));
    }

    /// <summary>Ends a period of dirty-limit.</summary>
    /// <returns>The step that tells the guest; null when none has ended.</returns>
    private PrecopyStep? LimitDirtying(in PrecopyFigures now)
    {
        if (_phase != MigrationPhase.Active || !_dirtyLimit.IsDue(now.NowNs)) return null;
        _dirtyLimit.EndPeriod(now);
        _longestSleepNs = Math.Max(_longestSleepNs, _dirtyLimit.SleepNs);
        _progress.Throttled(now, isThrottled: _dirtyLimit.SleepNs > 0);
        return Await(Awaited.Throttle, new PrecopyStep(PrecopyAction.LimitDirtying, Ns: _dirtyLimit.SleepNs));
    }

    /// <remarks>
    /// QEMU decides at once after a sync: who hears of the event comes too late for that, and in time for all that follows.
    /// </remarks>
    private PrecopyStep StopOrSend(in PrecopyFigures now) => MayStop(now) ? Stop(now) : React(now) ?? Send(now);

    private PrecopyStep Send(in PrecopyFigures now)
    {
        if (now.NowNs - _startNs >= settings.TimeoutNs) return End(PrecopyAction.TimedOut, now);
        long budget = _window.RemainingBudget(now);
        return budget > 0 ? Await(Awaited.Slice, new PrecopyStep(PrecopyAction.Iterate, budget, SliceNs)) : EndSlice(now);
    }

    private PrecopyStep EndSlice(in PrecopyFigures now)
    {
        CloseWindow(now);
        return _window.RemainingBudget(now) > 0
            ? Decide(now)
            : Await(Awaited.Window, new PrecopyStep(PrecopyAction.Sleep, Ns: _window.NsToEnd(now)));
    }

    private void CloseWindow(in PrecopyFigures now)
    {
        if (!_window.Update(now)) return;
        if (_period.PagesPerSecond > 0 && _window.Bytes > LeastBytesForEstimate)
        {
            long pages = settings.Rules.CountsWireBytes() ? _rounds.DirtyPagesAtSync : now.RemainingPages;
            _expectedDowntimeNs = (long)(pages * Page.SizeBytes / _window.SwitchoverBytesPerNs);
        }

        Sample(now);
    }

    private PrecopyStep Stop(in PrecopyFigures now)
    {
        if (_phase != MigrationPhase.Suspended) _stoppedNs = now.NowNs;
        _progress.Stopped(now);
        return Await(Awaited.Stop, new PrecopyStep(PrecopyAction.StopGuest));
    }

    private PrecopyStep End(PrecopyAction how, in PrecopyFigures now)
    {
        EndRound(now);
        _progress.End(now);
        Sample(now);
        return Await(Awaited.Nothing, new PrecopyStep(how));
    }

    private PrecopyStep? Manage(in PrecopyFigures now)
    {
        if (React(now) is { } step) return step;
        if (!_management.IsDue(now.NowNs - _startNs)) return null;
        return _management.Poll(StatusOf(now)) is { } action ? CarryOut(action, now) : null;
    }

    /// <summary>Does what management wants because of the last dirty sync.</summary>
    private PrecopyStep? React(in PrecopyFigures now) =>
        _management.TakeReaction(now.NowNs - _startNs) is { } action ? CarryOut(action, now) : null;

    /// <summary>Does what management wants.</summary>
    /// <returns>The step that it takes; null when it is done by being known.</returns>
    private PrecopyStep? CarryOut(in ManagementAction action, in PrecopyFigures now)
    {
        switch (action.Kind)
        {
            case ManagementActionKind.SetDowntimeLimit:
                _window.DowntimeLimitNs = action.Value;
                return null;
            case ManagementActionKind.AutoConverge:
                _period.IsAutoConverging = true;
                return null;
            case ManagementActionKind.Suspend when _phase == MigrationPhase.Active:
                _phase = MigrationPhase.Suspended;
                _stoppedNs = now.NowNs;
                _progress.Stopped(now);
                return Await(Awaited.Suspend, new PrecopyStep(PrecopyAction.Suspend));
            case ManagementActionKind.StartPostcopy:
                _isSwitching = true;
                return Await(Awaited.PostcopyFlush, new PrecopyStep(PrecopyAction.Flush));
            case ManagementActionKind.Cancel:
                CancelReason = _management.LastWhy;
                return End(PrecopyAction.Cancelled, now);
            default:
                return null;
        }
    }

    private MigrationStatus StatusOf(in PrecopyFigures now) => new(
        now.NowNs - _startNs, _totalBytes, now.RemainingPages * Page.SizeBytes, now.WireBytes, _rounds.Syncs,
        _window.BytesPerNs * Units.NsPerSecond, _expectedDowntimeNs, _percentage, _window.DowntimeLimitNs, _phase);

    private void EndRound(in PrecopyFigures now) => _rounds.End(
        now, new RoundState(now.RemainingPages, _expectedDowntimeNs, _percentage, _period.PagesPerSecond, _window.DowntimeLimitNs)
        {
            DirtyLimit = DirtyLimitState,
        });

    private DirtyLimitState? DirtyLimitState => _phase == MigrationPhase.Active ? _dirtyLimit.State : null;

    private void Sample(in PrecopyFigures now)
    {
        if (!settings.KeepsTimeline) return;
        _timeline.Add(new TimelineSample(now.NowNs - _startNs, now.WireBytes, now.RemainingPages * Page.SizeBytes, _period.PagesPerSecond,
            _phase == MigrationPhase.Active ? _percentage : 0, now.GuestOperations)
        {
            DirtyLimit = DirtyLimitState,
        });
    }

    private PrecopyStep Await(Awaited awaited, PrecopyStep step)
    {
        _awaited = awaited;
        return step;
    }

    private bool FitsDowntime(in PrecopyFigures now) => now.RemainingPages * Page.SizeBytes <= _window.ThresholdBytes;

    private bool MayStop(in PrecopyFigures now)
    {
        long pendingBytes = now.RemainingPages * Page.SizeBytes;
        return pendingBytes == 0 || pendingBytes < _window.ThresholdBytes
            || (pendingBytes == _window.ThresholdBytes && settings.Rules.StopsAtThreshold());
    }
}
