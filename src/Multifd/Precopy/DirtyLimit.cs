using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// QEMU's dirty-limit: once in each period the rate at which a processor dirties memory is compared with its quota, and the time changed
/// for which it sleeps whenever its dirty ring is full [QEMU dirtylimit.c: dirtylimit_adjust_throttle, dirtylimit_set_throttle]. The guest
/// has one processor that writes. Whole numbers are divided as QEMU divides them.
/// </summary>
internal sealed class DirtyLimit(DirtyLimitSettings settings)
{
    /// <summary>QEMU's DIRTYLIMIT_TOLERANCE_RANGE: a rate that is so close to the quota is left alone.</summary>
    private const long ToleranceMibPerSecond = 25;

    /// <summary>QEMU's DIRTYLIMIT_LINEAR_ADJUSTMENT_PCT: up to that distance steps are small.</summary>
    private const long FarPercent = 50;

    /// <summary>A small step is the time to fill the ring divided by this.</summary>
    private const long SmallStepDivisor = 10;

    /// <summary>QEMU's DIRTYLIMIT_THROTTLE_PCT_MAX: the longest sleep in times to fill the ring.</summary>
    private const long LongestSleepRings = 99;

    private const long UsPerSecond = 1_000_000;

    private long _startNs;
    private long _startPages;
    private long _sleepUs;
    private long _rate;
    private long _highestRate;

    /// <summary>Whether the guest has been given its quota.</summary>
    public bool IsInService { get; private set; }

    /// <summary>For how long the guest's processor sleeps when its ring is full, ns; 0 at first.</summary>
    public long SleepNs => _sleepUs * Units.NsPerUs;

    /// <summary>What <c>query-migrate</c> shows; null before it is in service.</summary>
    public DirtyLimitState? State => IsInService ? new DirtyLimitState(SleepNs, RingFullUs * Units.NsPerUs) : null;

    /// <summary>How long it takes to fill the ring at the highest rate so far, µs; 0 when the last period had no rate.</summary>
    private long RingFullUs => _rate == 0 ? 0 : settings.RingSize * (long)Page.SizeBytes / Units.MiB * UsPerSecond / _highestRate;

    /// <summary>Gives the guest its quota; the first period begins.</summary>
    public void Begin(in PrecopyFigures now)
    {
        IsInService = true;
        StartPeriod(now);
    }

    /// <summary>Whether a period is over.</summary>
    public bool IsDue(long nowNs) => IsInService && nowNs - _startNs >= settings.PeriodNs;

    /// <summary>Ends a period: <see cref="SleepNs"/> is what follows from it.</summary>
    public void EndPeriod(in PrecopyFigures now)
    {
        long ms = Math.Max(1, (now.NowNs - _startNs) / Units.NsPerMs);
        _rate = (now.DirtyRingPages - _startPages) * 1000 / (Units.MiB / Page.SizeBytes) / ms;
        _highestRate = Math.Max(_highestRate, _rate);
        StartPeriod(now);
        if (Math.Abs(_rate - settings.MibPerSecond) > ToleranceMibPerSecond) Adjust(settings.MibPerSecond);
    }

    private void StartPeriod(in PrecopyFigures now) => (_startNs, _startPages) = (now.NowNs, now.DirtyRingPages);

    private void Adjust(long quota)
    {
        if (_rate == 0)
        {
            _sleepUs = 0;
            return;
        }

        long ringFullUs = RingFullUs;
        long percent = Math.Abs(_rate - quota) * 100 / Math.Max(_rate, quota);
        long step = percent > FarPercent ? (long)(ringFullUs * percent / (double)(100 - percent)) : ringFullUs / SmallStepDivisor;
        _sleepUs = Math.Clamp(quota < _rate ? _sleepUs + step : _sleepUs - step, 0, ringFullUs * LongestSleepRings);
    }
}

/// <summary>What <c>query-migrate</c> shows of dirty-limit while it is in service.</summary>
/// <param name="ThrottleNs"><c>dirty-limit-throttle-time-per-round</c>: one sleep of the processor that sleeps longest, ns.</param>
/// <param name="RingFullNs"><c>dirty-limit-ring-full-time</c>: how long it takes to fill a ring, ns; 0 when nothing is dirtied.</param>
public readonly record struct DirtyLimitState(long ThrottleNs, long RingFullNs);
