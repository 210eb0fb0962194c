using MultifdBench.Core;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// A guest's own time: it stands still while the guest is stopped, and goes the slower the more the guest is throttled. What a guest writes
/// follows it. Sleeps are spread evenly, where a real guest sleeps in one piece.
/// </summary>
/// <param name="nowNs">Virtual time at which it begins; it starts with the same figure.</param>
internal sealed class GuestClock(long nowNs)
{
    /// <summary>What an undisturbed guest's clock counts in a second.</summary>
    public const double PerSecond = Units.NsPerSecond;

    private long _sinceNs = nowNs;
    private double _guestNs = nowNs;
    private double _speed = 1;

    /// <summary>The guest's time.</summary>
    /// <param name="nowNs">Virtual time, not before the last change.</param>
    public long At(long nowNs) => (long)(_guestNs + (nowNs - _sinceNs) * _speed);

    /// <summary>The guest stands still from now on.</summary>
    public void Stop(long nowNs) => Change(nowNs, 0);

    /// <summary>The guest runs freely from now on.</summary>
    public void Resume(long nowNs) => Change(nowNs, 1);

    /// <summary>The guest sleeps a share of its time from now on.</summary>
    public void Throttle(long nowNs, int percentage) => Change(nowNs, 1 - percentage / 100.0);

    private void Change(long nowNs, double speed)
    {
        _guestNs += (nowNs - _sinceNs) * _speed;
        _sinceNs = nowNs;
        _speed = speed;
    }
}
