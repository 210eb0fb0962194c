using MultifdBench.Core;

namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// The window of at least 100 ms over which QEMU measures bandwidth and spends the bandwidth limit [QEMU migration.c,
/// migration_update_counters]. The measured bandwidth times the downtime limit is the threshold below which the guest may be stopped.
/// </summary>
internal sealed class RateWindow(PrecopySettings settings)
{
    /// <summary>QEMU's BUFFER_DELAY.</summary>
    public const long LengthNs = 100 * Units.NsPerMs;

    private long _startNs;
    private long _startBytes;
    private long _startPages;

    /// <summary>Wire bytes that may be used in one window.</summary>
    private long BudgetBytes => settings.MaxBandwidthBytesPerSecond == 0
        ? long.MaxValue
        : Math.Max(1, settings.MaxBandwidthBytesPerSecond / (Units.NsPerSecond / LengthNs));

    /// <summary>
    /// Bytes of uncompressed pages that fit the downtime limit at the last window's wire bandwidth; 0 before the first window ends. As in
    /// QEMU a new limit counts from the next window on.
    /// </summary>
    public long ThresholdBytes { get; private set; }

    /// <summary><c>downtime-limit</c> in force, ns.</summary>
    public long DowntimeLimitNs { get; set; } = settings.DowntimeLimitNs;

    /// <summary>Wire bytes per nanosecond of the last window; 0 before the first one ends.</summary>
    public double BytesPerNs { get; private set; }

    /// <summary>Wire bytes of the last window; 0 before the first one ends.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes per nanosecond that the last round may count on.</summary>
    public double SwitchoverBytesPerNs => settings.AvailSwitchoverBandwidthBytesPerSecond > 0
        ? (double)settings.AvailSwitchoverBandwidthBytesPerSecond / Units.NsPerSecond
        : BytesPerNs;

    /// <summary>Pages per second of the last closed window (QEMU's <c>pages-per-second</c>); 0 before the first one.</summary>
    public double PagesPerSecond { get; private set; }

    public void Start(in PrecopyFigures now)
    {
        _startNs = now.NowNs;
        _startBytes = now.WireBytes;
        _startPages = now.Pages.Total;
    }

    /// <summary>Wire bytes that are left in the window; 0 or less when the limit is used up.</summary>
    public long RemainingBudget(in PrecopyFigures now) =>
        BudgetBytes == long.MaxValue ? long.MaxValue : BudgetBytes - (now.WireBytes - _startBytes);

    /// <summary>Nanoseconds until the window may be closed.</summary>
    public long NsToEnd(in PrecopyFigures now) => Math.Max(0, _startNs + LengthNs - now.NowNs);

    /// <summary>Closes the window if it is long enough: new bandwidth, new threshold, fresh budget.</summary>
    /// <returns>Whether it was.</returns>
    public bool Update(in PrecopyFigures now)
    {
        long elapsedNs = now.NowNs - _startNs;
        if (elapsedNs < LengthNs) return false;
        Bytes = now.WireBytes - _startBytes;
        BytesPerNs = (double)Bytes / elapsedNs;
        ThresholdBytes = (long)(SwitchoverBytesPerNs * DowntimeLimitNs);
        PagesPerSecond = Units.PerSecond(now.Pages.Total - _startPages, elapsedNs);
        Start(now);
        return true;
    }
}
