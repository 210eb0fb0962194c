using MultifdBench.Core;

namespace MultifdBench.Multifd.Transport;

/// <summary>What <c>zero-copy-send</c> asks of a host.</summary>
public static class ZeroCopySends
{
    private static readonly Lazy<Availability> Kernel = new(ZeroCopyQueue.Probe);

    /// <summary>Whether this kernel has it; asked once. Thread-safe.</summary>
    public static Availability Probe() => Kernel.Value;

    /// <summary>The least memory that must be allowed to be locked: a packet of each channel on its way.</summary>
    /// <param name="channels">Channels.</param>
    public static long LockedBytes(int channels) => channels * ZeroCopyQueue.LockedBytesPerPacket;
}
