using MultifdBench.Core;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Threads;

namespace MultifdBench.Multifd.Qemu;

/// <summary>How long a source may take; times in nanoseconds on one clock, the migration's start included. Not thread-safe.</summary>
/// <param name="startNs">When the migration began.</param>
/// <param name="idleNs">
/// How long the source may send nothing, and how long its set-up may take: that is some kilobytes, however slow they drip.
/// </param>
/// <param name="totalNs">How long everything may take.</param>
internal sealed class ReceptionLimits(long startNs, long idleNs, long totalNs)
{
    private long _ownWorkNs;
    private long _ownWorkBeganNs = -1;
    private long _ownWorkEndedNs = long.MinValue;
    private bool _isSetUp;

    /// <summary>The source has said everything about itself.</summary>
    public void SetUpEnded() => _isSetUp = true;

    /// <summary>What follows is done here while the source may have to wait: neither silence nor set-up is counted.</summary>
    public void OwnWorkBegan(long nowNs) => _ownWorkBeganNs = nowNs;

    /// <summary>The source's time counts again.</summary>
    public void OwnWorkEnded(long nowNs)
    {
        _ownWorkNs += nowNs - _ownWorkBeganNs;
        _ownWorkBeganNs = -1;
        _ownWorkEndedNs = nowNs;
    }

    /// <summary>Which limit has passed; null for none.</summary>
    /// <param name="nowNs">Now.</param>
    /// <param name="lastArrivalNs">When the last bytes came.</param>
    /// <param name="nextNs">When to ask again.</param>
    public string? Judge(long nowNs, long lastArrivalNs, out long nextNs)
    {
        nextNs = startNs + totalNs;
        if (nowNs >= nextNs) return Invariant.Text($"the migration has not come to its end in {totalNs / 1e9:0.#} s, the limit of it all");
        if (_ownWorkBeganNs >= 0) return null;
        long silentNs = Math.Max(Math.Max(lastArrivalNs, _ownWorkEndedNs), startNs) + idleNs;
        if (nowNs >= silentNs) return Invariant.Text($"the source sent nothing for {idleNs / 1e9:0.#} s");
        nextNs = Math.Min(nextNs, silentNs);
        if (_isSetUp) return null;
        long setUpNs = startNs + _ownWorkNs + idleNs;
        if (nowNs >= setUpNs)
            return Invariant.Text(
                $"the source has not come to the end of its set-up in {idleNs / 1e9:0.#} s, though it sends now and then");
        nextNs = Math.Min(nextNs, setUpNs);
        return null;
    }
}

/// <summary>Fails a migration whose source takes longer than its limits, and not later. Thread-safe.</summary>
internal sealed class ReceptionWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ReceptionLimits _limits;
    private readonly Func<long> _lastArrivalNs;
    private readonly FaultLatch _faults;
    private readonly Timer _timer;
    private bool _isDisposed;

    /// <summary>Starts to watch.</summary>
    /// <param name="limits">What is allowed.</param>
    /// <param name="lastArrivalNs">When the last bytes came, on <see cref="WallClock"/>; called on a timer's thread.</param>
    /// <param name="faults">Where the failure goes.</param>
    public ReceptionWatch(ReceptionLimits limits, Func<long> lastArrivalNs, FaultLatch faults)
    {
        _limits = limits;
        _lastArrivalNs = lastArrivalNs;
        _faults = faults;
        _timer = new Timer(_ => Look());
        Look();
    }

    /// <summary>The source has said everything about itself.</summary>
    public void SetUpEnded()
    {
        lock (_gate) _limits.SetUpEnded();
    }

    /// <summary>Until disposed, the source is not to blame for silence.</summary>
    public IDisposable OwnWork()
    {
        lock (_gate) _limits.OwnWorkBegan(WallClock.NowNs());
        return new Work(this);
    }

    /// <summary>Stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer.Dispose();
        }
    }

    private void Look()
    {
        string? problem;
        lock (_gate)
        {
            if (_isDisposed) return;
            long nowNs = WallClock.NowNs();
            problem = _limits.Judge(nowNs, _lastArrivalNs(), out long nextNs);
            // Rounded up: a look that is early would only have to be repeated.
            if (problem is null)
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Units.Ms(nextNs - nowNs)) + 1), Timeout.InfiniteTimeSpan);
        }

        if (problem is not null) _faults.Report(new TimeoutException(problem));
    }

    private sealed class Work(ReceptionWatch watch) : IDisposable
    {
        public void Dispose()
        {
            lock (watch._gate) watch._limits.OwnWorkEnded(WallClock.NowNs());
            watch.Look();
        }
    }
}
