using MultifdBench.Core;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Threads;

namespace MultifdBench.Multifd.Source;

/// <summary>Where the migration thread waits until a channel is idle; a failure ends the wait.</summary>
internal sealed class ChannelGate
{
    private readonly FaultLatch _faults;
    private readonly object _gate = new();

    public ChannelGate(FaultLatch faults)
    {
        _faults = faults;
        faults.OnFault(ChannelIsIdle);
    }

    /// <summary>Called by a channel after it became idle.</summary>
    public void ChannelIsIdle()
    {
        lock (_gate) Monitor.Pulse(_gate);
    }

    /// <summary>Sleeps, to a millisecond; a failure ends it at once.</summary>
    /// <exception cref="Exception">The first failure of any engine thread.</exception>
    public void Sleep(long ns)
    {
        long endNs = WallClock.NowNs() + ns;
        lock (_gate)
        {
            for (long leftNs = ns; leftNs > 0; leftNs = endNs - WallClock.NowNs())
            {
                _faults.ThrowIfSet();
                Monitor.Wait(_gate, Math.Max(1, (int)(leftNs / Units.NsPerMs)));
            }
        }

        _faults.ThrowIfSet();
    }

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="Exception">The first failure of any engine thread.</exception>
    public void WaitUntil<T>(Func<T, bool> condition, T argument)
    {
        _faults.ThrowIfSet();
        if (condition(argument)) return;
        lock (_gate)
        {
            // A failure is reported before it pulses, and the pulse needs this lock: checked here, it cannot slip in before the wait.
            while (!condition(argument))
            {
                _faults.ThrowIfSet();
                Monitor.Wait(_gate);
            }
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
