using MultifdBench.Multifd.Threads;

namespace MultifdBench.Multifd.Qemu;

/// <summary>Fails a migration whose source is connected and sends nothing.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly Timer _timer;
    private long _lastBytes = -1;

    /// <summary>Starts to watch.</summary>
    /// <param name="timeout">How long nothing may arrive; noticed after at most twice that.</param>
    /// <param name="receivedBytes">Bytes so far; called on a timer's thread.</param>
    /// <param name="faults">Where the failure goes.</param>
    public IdleWatch(TimeSpan timeout, Func<long> receivedBytes, FaultLatch faults)
    {
        _timer = new Timer(
            _ =>
            {
                long bytes = receivedBytes();
                if (bytes == _lastBytes) faults.Report(new TimeoutException($"the source sent nothing for {timeout.TotalSeconds:0} s"));
                _lastBytes = bytes;
            },
            null, timeout, timeout);
    }

    public void Dispose() => _timer.Dispose();
}
