using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// QEMU's precopy policy [QEMU migration.c: migration_iteration_run, migration_rate_limit; ram.c: ram_save_iterate]: send dirty pages in
/// slices of 50 ms within the bandwidth limit; when what is left would fit the downtime limit, sync the dirty bitmap; when it still fits,
/// stop the guest and send the rest. It moves no page and has no clock, so that a measured migration and a simulated one are decided by
/// the same lines. One instance runs one migration.
/// </summary>
/// <remarks>
/// As in QEMU 8.2 and later, the threshold is in wire bytes and is compared with uncompressed bytes: with compression the guest is stopped
/// later than it could be, and the downtime ends up shorter than the limit.
/// </remarks>
public sealed class PrecopyLoop
{
    /// <summary>The longest time between two looks at the policy, QEMU's MAX_WAIT.</summary>
    public const long SliceNs = 50 * Units.NsPerMs;

    private readonly PrecopySettings _settings;
    private readonly IPrecopyExecutor _executor;
    private readonly RateWindow _window;
    private readonly RoundLog _rounds;

    /// <summary>Prepares the policy for one migration.</summary>
    public PrecopyLoop(PrecopySettings settings, IPrecopyExecutor executor)
    {
        _settings = settings;
        _executor = executor;
        _window = new RateWindow(settings);
        _rounds = new RoundLog(executor);
    }

    /// <summary>One entry per dirty sync, the one at set-up included.</summary>
    public IReadOnlyList<Round> Rounds => _rounds.Rounds;

    /// <summary>Pages per second in the last window of at least 100 ms; 0 when the migration was shorter than a window.</summary>
    public double PagesPerSecondLast => _window.PagesPerSecond;

    /// <summary>Pages that the guest dirtied between the first and the last dirty sync, per second.</summary>
    public double DirtyPagesPerSecond => _rounds.DirtyPagesPerSecond;

    /// <summary>From just before the guest was stopped to the destination's acknowledgement; 0 unless completed.</summary>
    public long DowntimeNs { get; private set; }

    /// <summary>Runs the migration. The bitmap has every page set and the set-up has been sent.</summary>
    /// <param name="startNs">When the migration began, set-up included: where the timeout counts from.</param>
    /// <param name="cancellation">Ends the loop between two slices.</param>
    /// <returns>False when the timeout passed before the guest could be stopped.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public bool Run(long startNs, CancellationToken cancellation)
    {
        _rounds.Begin(_executor.RemainingPages, newlyDirty: 0);
        _window.Start(_executor.NowNs, _executor.WireBytes, _executor.Pages.Total);
        while (!FitsDowntime())
        {
            cancellation.ThrowIfCancellationRequested();
            if (_executor.NowNs - startNs >= _settings.TimeoutNs)
            {
                _rounds.End();
                return false;
            }

            SendSlice();
        }

        StopAndComplete();
        return true;
    }

    private void SendSlice()
    {
        long budget = _window.RemainingBudget(_executor.WireBytes);
        if (budget > 0) _executor.Iterate(budget, SliceNs);
        _window.Update(_executor.NowNs, _executor.WireBytes, _executor.Pages.Total);
        if (_window.RemainingBudget(_executor.WireBytes) > 0) return;
        _executor.Sleep(_window.NsToEnd(_executor.NowNs));
        _window.Update(_executor.NowNs, _executor.WireBytes, _executor.Pages.Total);
    }

    /// <summary>An estimate first; the exact figure, which costs a dirty sync, only when the estimate already fits.</summary>
    private bool FitsDowntime()
    {
        if (RemainingBytes() > _window.ThresholdBytes) return false;
        NextRound();
        return RemainingBytes() <= _window.ThresholdBytes;
    }

    private void StopAndComplete()
    {
        long stoppedNs = _executor.NowNs;
        _executor.StopGuest();
        NextRound();
        _executor.Complete();
        DowntimeNs = _executor.NowNs - stoppedNs;
        _rounds.End();
    }

    private void NextRound()
    {
        _rounds.End();
        long newlyDirty = _executor.SyncDirtyBitmap();
        _rounds.Begin(_executor.RemainingPages, newlyDirty);
    }

    private long RemainingBytes() => _executor.RemainingPages * Page.SizeBytes;
}
