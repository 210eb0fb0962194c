namespace MultifdBench.Guest;

/// <summary>What a guest noticed of pages that were missing. Immutable.</summary>
/// <param name="Faults">Accesses that had to wait.</param>
/// <param name="Requests">Pages that were asked for, each once.</param>
/// <param name="WaitedNs">Time that accesses waited, all together.</param>
/// <param name="BlockedNs">Time for which all of the guest's threads waited at once: QEMU's <c>postcopy-blocktime</c>.</param>
/// <param name="LatencyBuckets">
/// Waits by length, QEMU's <c>postcopy-latency-dist</c>: <see cref="BucketCount"/> counts, number N of 2^N to 2^(N+1) µs; the first holds
/// shorter ones too, and the last longer ones.
/// </param>
public sealed record PageFaultFigures(long Faults, long Requests, long WaitedNs, long BlockedNs, IReadOnlyList<long> LatencyBuckets)
{
    /// <summary>QEMU's number of buckets.</summary>
    public const int BucketCount = 24;

    /// <summary>The bucket of a wait.</summary>
    public static int BucketOf(long ns)
    {
        ulong us = (ulong)Math.Max(1, ns / 1000);
        return Math.Min(System.Numerics.BitOperations.Log2(us), BucketCount - 1);
    }
}
