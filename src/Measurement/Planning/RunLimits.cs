using MultifdBench.Core;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.Planning;

/// <summary>
/// Whether this process may have the descriptors, threads and locked memory that a run needs, and its kernel can do what is asked of it;
/// asked before the run, which would fail halfway.
/// </summary>
public static class RunLimits
{
    /// <summary>Judges a run.</summary>
    /// <param name="run">What is about to run; one that this host cannot run anyway stays so.</param>
    /// <param name="isOneEnd">Whether the other end is another process: then half of the sockets and threads are here.</param>
    /// <param name="limits">What this process may have; null for what it may have now.</param>
    public static Availability Judge(PlannedRun run, bool isOneEnd, ProcessLimits? limits = null)
    {
        if (!run.Availability.IsAvailable) return run.Availability;
        if (isOneEnd && run.Parameters.Precopy.PostcopyRam)
            return Availability.No("postcopy is for source and destination in one process: the guest's programs run in the source's, "
                + "and its memory at the destination is in another");
        bool isZeroCopy = run.Parameters.ZeroCopySend;
        if (isZeroCopy && ZeroCopySends.Probe() is { IsAvailable: false } refused) return refused;
        // A main connection besides the channels, and a thread for each at either end.
        int connections = run.Parameters.Channels + 1, ends = isOneEnd ? 1 : 2;
        // Between processes there is a control connection too; within one, what listens.
        int sockets = run.Combination.Transport == Transports.Tcp ? (connections * ends) + 1 : 0;
        return (limits ?? ProcessLimits.Read()).Judge(
            sockets, connections * ends, isZeroCopy ? ZeroCopySends.LockedBytes(run.Parameters.Channels) : 0);
    }
}
