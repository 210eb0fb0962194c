using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Threads;

namespace MultifdBench.Multifd.Source;

/// <summary>Where the migration thread waits until a channel has done something; a failure ends the wait.</summary>
internal sealed class ChannelGate
{
    private readonly FaultLatch _faults;
    private readonly WakeUp _progress = new();

    public ChannelGate(FaultLatch faults)
    {
        _faults = faults;
        faults.OnFault(Progress);
    }

    /// <summary>Whether the migration thread sleeps here, or is about to.</summary>
    public bool IsAwaited => _progress.IsAwaited;

    /// <summary>Called by a channel after it has done what the migration thread may wait for.</summary>
    public void Progress() => _progress.Set();

    /// <summary>Sleeps; a failure ends it at once.</summary>
    /// <exception cref="Exception">The first failure of any engine thread.</exception>
    public void Sleep(long ns)
    {
        long endNs = WallClock.NowNs() + ns;
        for (long leftNs = ns; leftNs > 0; leftNs = endNs - WallClock.NowNs())
        {
            _faults.ThrowIfSet();
            _progress.Wait(leftNs);
        }

        _faults.ThrowIfSet();
    }

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="Exception">The first failure of any engine thread.</exception>
    public void WaitUntil<T>(Func<T, bool> condition, T argument)
    {
        _faults.ThrowIfSet();
        while (!condition(argument))
        {
            _progress.Wait();
            // A failure is reported before it wakes this thread.
            _faults.ThrowIfSet();
        }
    }
}

/// <summary>The counter that numbers packets over all channels.</summary>
internal sealed class PacketCounter
{
    private long _last = -1;

    /// <summary>The next number, starting at 0. Thread-safe.</summary>
    public ulong Next() => (ulong)Interlocked.Increment(ref _last);
}
