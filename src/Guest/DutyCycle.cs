namespace MultifdBench.Guest;

/// <summary>
/// How a throttled guest runs: 10 ms, then a sleep so long that it sleeps the wanted share of its time, again and again
/// [QEMU cpu-throttle.c: cpu_throttle_timer_tick]. From 80 % on the guest stands still for 40 ms and more at a time.
/// </summary>
public readonly record struct DutyCycle
{
    /// <summary>QEMU's CPU_THROTTLE_TIMESLICE_NS.</summary>
    public const long RunNs = 10_000_000;

    /// <summary>A cycle.</summary>
    /// <param name="percentage">Share of its time that the guest sleeps, 0 to 99.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not in that range.</exception>
    public DutyCycle(int percentage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percentage);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percentage, 99);
        Percentage = percentage;
        SleepNs = RunNs * percentage / (100 - percentage);
    }

    /// <summary>Share of its time that the guest sleeps.</summary>
    public int Percentage { get; }

    /// <summary>One sleep, ns; 0 when not throttled.</summary>
    public long SleepNs { get; }

    /// <summary>How long the guest ran.</summary>
    /// <param name="elapsedNs">Time since the throttling began.</param>
    public long RunningNs(long elapsedNs)
    {
        if (SleepNs == 0) return elapsedNs;
        (long cycles, long rest) = Math.DivRem(elapsedNs, RunNs + SleepNs);
        return cycles * RunNs + Math.Min(rest, RunNs);
    }

    /// <summary>Whether the guest sleeps.</summary>
    /// <param name="elapsedNs">Time since the throttling began.</param>
    public bool IsAsleep(long elapsedNs) => SleepNs > 0 && elapsedNs % (RunNs + SleepNs) >= RunNs;
}
