using MultifdBench.Core;

namespace MultifdBench.Multifd.Precopy;

/// <summary>What a migration cost the guest: how long it was throttled, how much of its work it did.</summary>
internal sealed class GuestProgress
{
    private long _sinceNs;
    private long _startNs;
    private long _startOperations;
    private long _freeNs;
    private long _freeOperations;
    private long _lastOperations;
    private bool _isThrottled;
    private bool _isStopped;

    /// <summary>Time under throttling, ns; until the guest was stopped.</summary>
    public long ThrottledNs { get; private set; }

    public void Start(in PrecopyFigures now)
    {
        (_startNs, _sinceNs) = (now.NowNs, now.NowNs);
        (_startOperations, _lastOperations) = (now.GuestOperations, now.GuestOperations);
    }

    public void Throttled(in PrecopyFigures now, bool isThrottled = true)
    {
        Count(now);
        _isThrottled = isThrottled;
    }

    public void Stopped(in PrecopyFigures now)
    {
        Count(now);
        _isStopped = true;
    }

    public void Resumed(in PrecopyFigures now)
    {
        Count(now);
        (_isStopped, _isThrottled) = (false, false);
    }

    public void End(in PrecopyFigures now) => Count(now);

    /// <summary>Operations done ÷ those of the same time undisturbed; null where nothing tells what these would be.</summary>
    /// <param name="perSecond">
    /// What the guest does undisturbed, in a second; NaN where it does not say: then by the parts of the migration in which it was neither
    /// throttled nor stopped.
    /// </param>
    public double? ShareOf(double perSecond)
    {
        if (double.IsNaN(perSecond)) perSecond = Units.PerSecond(_freeOperations, _freeNs);
        double undisturbed = perSecond * (_sinceNs - _startNs) / Units.NsPerSecond;
        return undisturbed > 0 ? (_lastOperations - _startOperations) / undisturbed : null;
    }

    private void Count(in PrecopyFigures now)
    {
        long elapsedNs = now.NowNs - _sinceNs;
        if (_isThrottled && !_isStopped) ThrottledNs += elapsedNs;
        if (!_isThrottled && !_isStopped)
        {
            _freeNs += elapsedNs;
            _freeOperations += now.GuestOperations - _lastOperations;
        }

        _sinceNs = now.NowNs;
        _lastOperations = now.GuestOperations;
    }
}
