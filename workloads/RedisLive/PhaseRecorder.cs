using System.Diagnostics;
using HdrHistogram;

namespace MultifdBench.Workloads.RedisLive;

/// <summary>Counts operations and their latencies in one phase. Thread-safe.</summary>
internal sealed class PhaseRecorder(string phase)
{
    private const long MaxUs = 3_600_000_000;
    private const int Digits = 3;

    private readonly LongConcurrentHistogram _latencies = new(1, MaxUs, Digits);
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _operations;
    private TimeSpan _length;

    /// <summary>Records an answered operation.</summary>
    /// <param name="latency">Request to answer.</param>
    /// <param name="interval">
    /// Time between the requests of one connection at the wanted rate, zero when there is none. A stall longer than that holds up requests
    /// that were due meanwhile; they are recorded too, each with what it would have waited.
    /// </param>
    public void Record(TimeSpan latency, TimeSpan interval)
    {
        Interlocked.Increment(ref _operations);
        long us = Clamp(latency);
        _latencies.RecordValue(us);
        if (interval <= TimeSpan.Zero) return;
        long step = Clamp(interval);
        for (long missed = us - step; missed >= step; missed -= step) _latencies.RecordValue(missed);
    }

    /// <summary>Ends the phase; operations that began in it may still be recorded.</summary>
    public void End() => _length = Stopwatch.GetElapsedTime(_began);

    /// <summary>The figures.</summary>
    public ServicePhase Summarise() => new(
        phase, _length.TotalSeconds, _operations, _length > TimeSpan.Zero ? _operations / _length.TotalSeconds : 0,
        At(50), At(95), At(99), At(99.9), At(100));

    private double At(double percentile) => _operations == 0 ? 0 : _latencies.GetValueAtPercentile(percentile);

    private static long Clamp(TimeSpan time) => Math.Clamp((long)time.TotalMicroseconds, 1, MaxUs);
}
