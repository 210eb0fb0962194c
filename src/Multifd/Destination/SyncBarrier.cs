using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Wire;

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
    private int _endedChannel = -1;
    private bool _mainEnded;
    private long _epoch;

    public SyncBarrier(int channels, FaultLatch faults)
    {
        _channels = channels;
        _faults = faults;
        faults.OnFault(WakeAll);
    }

    /// <summary>A channel has reached a SYNC; returns when the main stream has let it pass.</summary>
    /// <exception cref="WireException">The main stream has ended without a barrier for this SYNC.</exception>
    public void ArriveAndWait()
    {
        lock (_gate)
        {
            long epoch = _epoch;
            if (++_arrived == _channels) Monitor.PulseAll(_gate);
            while (epoch == _epoch)
            {
                if (_mainEnded) throw new WireException("SYNC without a barrier on the main stream, which has ended");
                Wait();
            }
        }
    }

    /// <summary>The source has closed a channel: it will not reach another SYNC.</summary>
    public void ChannelEnded(int id)
    {
        lock (_gate)
        {
            _endedChannel = id;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The main stream has reached its end: it will let no channel pass again.</summary>
    public void MainEnded()
    {
        lock (_gate)
        {
            _mainEnded = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The main stream has reached a barrier; returns when every channel has arrived, and lets them pass.</summary>
    /// <param name="whileAllWait">Runs when all have arrived and none has been let go: what the channels count holds still.</param>
    /// <exception cref="WireException">A channel was closed without the SYNC of this barrier.</exception>
    public void WaitForAllAndRelease(Action? whileAllWait = null)
    {
        lock (_gate)
        {
            while (_arrived < _channels)
            {
                // A closed channel is not waiting here, so the barrier cannot be complete any more.
                if (_endedChannel >= 0)
                    throw new WireException(
                        $"channel {_endedChannel}: the source closed it before its SYNC; the main stream is at a barrier");
                Wait();
            }

            whileAllWait?.Invoke();
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
