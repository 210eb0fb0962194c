using MultifdBench.Guest;

namespace MultifdBench.Workloads.Running;

/// <summary>
/// How many operations are due at a moment, at a steady rate, or one that changes by phases, over the time that the guest was running:
/// pauses and the sleeps of a throttled guest are no such time. Not thread-safe.
/// </summary>
internal sealed class Pacer(double operationsPerSecond, TimeProvider time)
{
    /// <summary>
    /// Work that a guest without a processor can owe: a starved guest catches up what it missed in this time, and skips the rest,
    /// so that one long stall does not turn into a flood of dirty pages.
    /// </summary>
    private const double MaxDebtSeconds = 0.1;

    private long _startedAt;
    private TimeSpan _earlier;
    private bool _running;
    private DutyCycle _duty;
    private double _credited;
    private double _due;

    /// <summary>How the rate changes; null for a steady one.</summary>
    public RatePhases? Phases { get; set; }

    /// <summary>Time that the guest has run for, in nanoseconds.</summary>
    public long GuestNs => (long)(Elapsed().TotalMilliseconds * 1e6);

    /// <summary>Forgets all time and debt, as at the guest's first start. It is suspended.</summary>
    public void Reset()
    {
        _earlier = TimeSpan.Zero;
        _credited = 0;
        _due = 0;
    }

    /// <summary>Starts or goes on counting time. Idempotent.</summary>
    public void Run()
    {
        if (_running) return;
        _startedAt = time.GetTimestamp();
        _running = true;
    }

    /// <summary>Stops counting time. Idempotent.</summary>
    public void Suspend()
    {
        _earlier = Elapsed();
        _running = false;
    }

    /// <summary>Counts only the running parts of a duty cycle from now on.</summary>
    public void Throttle(DutyCycle duty)
    {
        _earlier = Elapsed();
        _startedAt = time.GetTimestamp();
        _duty = duty;
    }

    /// <summary>Counts no time for a while from now on; not to be combined with a duty cycle.</summary>
    public void Sleep(long ns)
    {
        _earlier = Elapsed();
        _startedAt = time.GetTimestamp() + (long)(ns / 1e9 * time.TimestampFrequency);
    }

    /// <summary>How much longer a <see cref="Sleep"/> goes on, ns.</summary>
    public long AsleepNs() => _running ? Math.Max(0, -SinceNs()) : 0;

    /// <summary>Takes up to <paramref name="atMost"/> of the operations that are due now.</summary>
    public int Take(int atMost)
    {
        if (AsleepNs() > 0) return 0;
        if (double.IsPositiveInfinity(operationsPerSecond)) return _duty.IsAsleep(SegmentNs()) ? 0 : atMost;
        double seconds = Elapsed().TotalSeconds;
        double work = WorkSeconds(seconds), debt = Phases is null ? MaxDebtSeconds : work - WorkSeconds(seconds - MaxDebtSeconds);
        _due = Math.Min(_due + (work - _credited) * operationsPerSecond, Math.Max(1, operationsPerSecond * debt));
        _credited = work;
        int taken = (int)Math.Min(_due, atMost);
        _due -= taken;
        return taken;
    }

    private double WorkSeconds(double seconds) => Phases is null ? seconds : Phases.WorkNs(seconds * 1e9) / 1e9;

    private TimeSpan Elapsed() => _running ? _earlier + TimeSpan.FromMilliseconds(_duty.RunningNs(SegmentNs()) / 1e6) : _earlier;

    private long SegmentNs() => Math.Max(0, SinceNs());

    private long SinceNs() => (long)(time.GetElapsedTime(_startedAt).TotalMilliseconds * 1e6);
}
