using MultifdBench.Core;

namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// From 9.2 on QEMU syncs the dirty bitmap within a round while auto-converge is on, so that a long round does not keep it from judging:
/// every 5 s a tick looks whether there was a sync since the last one, and makes one if not; not in the first round, which copies
/// everything anyhow [QEMU cpu-throttle.c: cpu_throttle_dirty_sync_timer_tick].
/// </summary>
internal sealed class PeriodicSync
{
    private const long TickNs = 5 * Units.NsPerSecond;

    private long _nextTickNs;
    private int _syncsAtLastTick;

    public void Start(long nowNs) => _nextTickNs = nowNs + TickNs;

    /// <summary>Whether a sync is due; a tick that has passed is used up.</summary>
    /// <param name="nowNs">The time.</param>
    /// <param name="syncs">Dirty syncs so far, that of the set-up included.</param>
    public bool IsDue(long nowNs, int syncs)
    {
        if (nowNs < _nextTickNs) return false;
        _nextTickNs = nowNs + TickNs;
        bool isDue = syncs > 1 && syncs == _syncsAtLastTick;
        _syncsAtLastTick = isDue ? syncs + 1 : syncs;
        return isDue;
    }
}
