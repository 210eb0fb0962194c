using System.Diagnostics;

namespace MultifdBench.Multifd.Accounting;

/// <summary>Monotonic wall-clock nanoseconds. Only differences mean anything.</summary>
public static class WallClock
{
    private static readonly double NsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>Now.</summary>
    public static long NowNs() => (long)(Stopwatch.GetTimestamp() * NsPerTick);
}
