using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// QEMU's precopy policy [QEMU migration.c: migration_iteration_run, migration_rate_limit; ram.c: ram_save_iterate]: send dirty pages in
/// slices of 50 ms within the bandwidth limit; when what is left would fit the downtime limit, sync the dirty bitmap; when it still fits,
/// stop the guest and send the rest. It moves no page, has no clock and never waits: it is told figures and answers with the next step. So
/// a measured migration, which drives it with real time, and thousands of simulated ones on one virtual clock are decided by the same
/// lines. One instance decides one migration. Not thread-safe.
/// </summary>
/// <remarks>
/// As in QEMU 8.2 and later, the threshold is in wire bytes and is compared with uncompressed bytes: with compression the guest is stopped
/// later than it could be, and the downtime ends up shorter than the limit.
/// </remarks>
/// <param name="settings">Limits of bandwidth, downtime and time.</param>
public sealed class PrecopyPolicy(PrecopySettings settings)
{
    /// <summary>The longest time between two looks at the policy, QEMU's MAX_WAIT.</summary>
    public const long SliceNs = 50 * Units.NsPerMs;

    private readonly RateWindow _window = new(settings);
    private readonly RoundLog _rounds = new();
    private Awaited _awaited = Awaited.Begin;
    private long _startNs;
    private long _stoppedNs;

    /// <summary>What the policy was last told to wait for.</summary>
    private enum Awaited
    {
        Begin,
        Slice,
        Window,
        Sync,
        Stop,
        LastSync,
        Acknowledgement,
        Nothing,
    }

    /// <summary>One entry per dirty sync, the one at set-up included.</summary>
    public IReadOnlyList<Round> Rounds => _rounds.Rounds;

    /// <summary>Pages per second in the last window of at least 100 ms; 0 when the migration was shorter than a window.</summary>
    public double PagesPerSecondLast => _window.PagesPerSecond;

    /// <summary>Pages that the guest dirtied between the first and the last dirty sync, per second.</summary>
    public double DirtyPagesPerSecond => _rounds.DirtyPagesPerSecond;

    /// <summary>From just before the guest was stopped to the destination's acknowledgement; 0 unless completed.</summary>
    public long DowntimeNs { get; private set; }

    /// <summary>The first step. The bitmap has every page set and the set-up has been sent.</summary>
    /// <param name="startNs">When the migration began, set-up included: where the time limit counts from.</param>
    /// <param name="now">The figures.</param>
    public PrecopyStep Begin(long startNs, in PrecopyFigures now)
    {
        if (_awaited != Awaited.Begin) throw new InvalidOperationException("a policy decides one migration");
        _startNs = startNs;
        _rounds.Begin(now);
        _window.Start(now);
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
                _window.Update(now);
                return Decide(now);
            case Awaited.Sync:
                _rounds.Begin(now);
                return FitsDowntime(now) ? Stop(now) : Send(now);
            case Awaited.Stop:
                _rounds.End(now);
                return Await(Awaited.LastSync, new PrecopyStep(PrecopyAction.Sync));
            case Awaited.LastSync:
                _rounds.Begin(now);
                return Await(Awaited.Acknowledgement, new PrecopyStep(PrecopyAction.Complete));
            case Awaited.Acknowledgement:
                DowntimeNs = now.NowNs - _stoppedNs;
                return End(PrecopyAction.Completed, now);
            default:
                throw new InvalidOperationException("the policy has no step before its beginning and after its end");
        }
    }

    /// <summary>An estimate first; the exact figure, which costs a dirty sync, only when the estimate already fits.</summary>
    private PrecopyStep Decide(in PrecopyFigures now)
    {
        if (!FitsDowntime(now)) return Send(now);
        _rounds.End(now);
        return Await(Awaited.Sync, new PrecopyStep(PrecopyAction.Sync));
    }

    private PrecopyStep Send(in PrecopyFigures now)
    {
        if (now.NowNs - _startNs >= settings.TimeoutNs) return End(PrecopyAction.TimedOut, now);
        long budget = _window.RemainingBudget(now);
        return budget > 0 ? Await(Awaited.Slice, new PrecopyStep(PrecopyAction.Iterate, budget, SliceNs)) : EndSlice(now);
    }

    private PrecopyStep EndSlice(in PrecopyFigures now)
    {
        _window.Update(now);
        return _window.RemainingBudget(now) > 0
            ? Decide(now)
            : Await(Awaited.Window, new PrecopyStep(PrecopyAction.Sleep, Ns: _window.NsToEnd(now)));
    }

    private PrecopyStep Stop(in PrecopyFigures now)
    {
        _stoppedNs = now.NowNs;
        return Await(Awaited.Stop, new PrecopyStep(PrecopyAction.StopGuest));
    }

    private PrecopyStep End(PrecopyAction how, in PrecopyFigures now)
    {
        _rounds.End(now);
        return Await(Awaited.Nothing, new PrecopyStep(how));
    }

    private PrecopyStep Await(Awaited awaited, PrecopyStep step)
    {
        _awaited = awaited;
        return step;
    }

    private bool FitsDowntime(in PrecopyFigures now) => now.RemainingPages * Page.SizeBytes <= _window.ThresholdBytes;
}
