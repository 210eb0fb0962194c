using MultifdBench.Guest;

namespace MultifdBench.Capture.Processes;

/// <summary>
/// Lets a process of our own sleep a share of its time as QEMU lets a throttled guest's processors: SIGSTOP and SIGCONT by turns, from a
/// thread of its own. Thread-safe.
/// </summary>
/// <remarks>A process that ends meanwhile is not noticed here: whoever reads its memory notices.</remarks>
public sealed class ProcessThrottle(int pid) : IDisposable
{
    private static readonly TimeSpan Run = TimeSpan.FromMicroseconds(DutyCycle.RunNs / 1000);

    private readonly object _gate = new();
    private DutyCycle _duty;
    private Thread? _thread;
    private bool _isHeld;
    private bool _isAsleep;
    private bool _isOver;

    /// <summary>How the process runs from now on.</summary>
    public void Set(DutyCycle duty)
    {
        lock (_gate)
        {
            _duty = duty;
            if (_thread is null && duty.SleepNs > 0)
            {
                _thread = new Thread(Alternate) { IsBackground = true, Name = $"throttle {pid}" };
                _thread.Start();
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Sends no more signals until <see cref="Release"/>; the process runs when this returns.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _isHeld = true;
            Wake();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Goes on after <see cref="Hold"/>.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _isHeld = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            Wake();
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
    }

    private void Alternate()
    {
        lock (_gate)
        {
            while (!_isOver)
            {
                if (_isHeld || _duty.SleepNs == 0)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                // A change of any kind begins with a full run.
                if (Monitor.Wait(_gate, Run) || _isHeld || _isOver) continue;
                _isAsleep = ProcessSignal.Stop(pid);
                if (_isAsleep) Monitor.Wait(_gate, TimeSpan.FromMicroseconds(_duty.SleepNs / 1000));
                Wake();
            }
        }
    }

    private void Wake()
    {
        if (!_isAsleep) return;
        ProcessSignal.Continue(pid);
        _isAsleep = false;
    }
}
