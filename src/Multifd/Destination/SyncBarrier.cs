using MultifdBench.Multifd.Threads;

namespace MultifdBench.Multifd.Destination;

/// <summary>
/// The meeting point of the main stream and all channels: page data behind a SYNC is not applied before the main stream has reached the
/// matching barrier, and main-stream records behind the barrier not before all channels' data ahead of it (QEMU's
/// <c>multifd_recv_sync_main</c>).
/// </summary>
internal sealed class SyncBarrier
{
    private readonly int _channels;
    private readonly FaultLatch _faults;
    private readonly object _gate = new();
    private int _arrived;
    private long _epoch;

    public SyncBarrier(int channels, FaultLatch faults)
    {
        _channels = channels;
        _faults = faults;
        faults.OnFault(WakeAll);
    }

    /// <summary>A channel has reached a SYNC; returns when the main stream has let it pass.</summary>
    public void ArriveAndWait()
    {
        lock (_gate)
        {
            long epoch = _epoch;
            if (++_arrived == _channels) Monitor.PulseAll(_gate);
            while (epoch == _epoch) Wait();
        }
    }

    /// <summary>The main stream has reached a barrier; returns when every channel has arrived, and lets them pass.</summary>
    public void WaitForAllAndRelease()
    {
        lock (_gate)
        {
            while (_arrived < _channels) Wait();
            _arrived = 0;
            _epoch++;
            Monitor.PulseAll(_gate);
        }
    }

    private void Wait()
    {
        _faults.ThrowIfSet();
        Monitor.Wait(_gate);
        _faults.ThrowIfSet();
    }

    private void WakeAll()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
