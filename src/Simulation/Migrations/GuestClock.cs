using MultifdBench.Core;
using MultifdBench.Simulation.Guests;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// A guest's own time: it stands still while the guest is stopped, and goes the slower the more the guest is throttled. What a guest writes
/// follows it. Auto-converge's sleeps are spread evenly, where a real guest sleeps in one piece; those for a full dirty ring, which are far
/// longer, come when the ring is full.
/// </summary>
/// <param name="nowNs">Virtual time at which it begins; it starts with the same figure.</param>
/// <param name="ring">The guest's dirty ring; null for none.</param>
internal sealed class GuestClock(long nowNs, DirtyRingModel? ring = null)
{
    /// <summary>What an undisturbed guest's clock counts in a second.</summary>
    public const double PerSecond = Units.NsPerSecond;

    private readonly long? _fillNs = ring?.FillNs;
    private long _sinceNs = nowNs;
    private double _guestNs = nowNs;
    private double _speed = 1;
    private double _ringPages;
    private double _emptiedNs = nowNs;
    private long _sleepNs;
    private long _awakeNs = nowNs;

    /// <summary>The guest's time.</summary>
    /// <param name="nowNs">Virtual time, not before the last change.</param>
    public long At(long nowNs) => (long)Exactly(nowNs);

    /// <summary>Pages that have been entered into the ring so far.</summary>
    public long RingPagesAt(long nowNs) => (long)RingPages(nowNs);

    /// <summary>How much longer the guest sleeps because of a full ring, ns.</summary>
    public long AsleepNs(long nowNs)
    {
        if (nowNs < _awakeNs) return _awakeNs - nowNs;
        if (_speed == 0 || _sleepNs == 0 || _fillNs is not { } fill) return 0;
        long inCycle = (nowNs - StartNs) % (fill + _sleepNs);
        return inCycle < fill ? 0 : fill + _sleepNs - inCycle;
    }

    /// <summary>The guest stands still from now on.</summary>
    public void Stop(long nowNs) => Change(nowNs, 0);

    /// <summary>The guest runs freely from now on.</summary>
    public void Resume(long nowNs)
    {
        Change(nowNs, 1);
        (_sleepNs, _awakeNs) = (0, nowNs);
    }

    /// <summary>The guest sleeps a share of its time from now on.</summary>
    public void Throttle(long nowNs, int percentage) => Change(nowNs, 1 - percentage / 100.0);

    /// <summary>Empties the ring, as a dirty sync does.</summary>
    public void EmptyRing(long nowNs)
    {
        if (ring is not null) Change(nowNs, _speed);
    }

    /// <summary>Empties the ring; the guest sleeps whenever it has filled it, from now on.</summary>
    public void LimitDirtying(long nowNs, long sleepNs)
    {
        Change(nowNs, _speed);
        _sleepNs = sleepNs;
    }

    /// <summary>From when on the present way of running counts.</summary>
    private long StartNs => Math.Max(_sinceNs, _awakeNs);

    private double Exactly(long nowNs)
    {
        long elapsedNs = Math.Max(0, nowNs - StartNs);
        if (_sleepNs == 0 || _fillNs is not { } fill) return _guestNs + elapsedNs * _speed;
        (long full, long rest) = Math.DivRem(elapsedNs, fill + _sleepNs);
        return _guestNs + (full * fill + Math.Min(rest, fill)) * _speed;
    }

    private double RingPages(long nowNs) => ring is null ? 0 : _ringPages + ring.PagesIn((long)(Exactly(nowNs) - _emptiedNs));

    private void Change(long nowNs, double speed)
    {
        double pages = RingPages(nowNs), guestNs = Exactly(nowNs);
        long awakeNs = nowNs + AsleepNs(nowNs);
        (_ringPages, _guestNs, _emptiedNs, _awakeNs) = (pages, guestNs, guestNs, awakeNs);
        _sinceNs = nowNs;
        _speed = speed;
    }
}
