namespace MultifdBench.Accelerators.Qpl;

/// <summary>Counts the jobs that were meant for the device and ran on the CPU, for all channels of a run. Thread-safe.</summary>
public sealed class QplFallbacks
{
    private long _busy;
    private long _faulted;

    /// <summary>Jobs that found all queues full after every retry.</summary>
    public long Busy => Interlocked.Read(ref _busy);

    /// <summary>Jobs that the device gave up, for example on a page that was not resident.</summary>
    public long Faulted => Interlocked.Read(ref _faulted);

    internal void CountBusy() => Interlocked.Increment(ref _busy);

    internal void CountFaulted() => Interlocked.Increment(ref _faulted);
}
