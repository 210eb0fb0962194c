using MultifdBench.Core;

namespace MultifdBench.Multifd.Precopy;

/// <summary>The parameters that decide when a migration sends, waits and stops the guest; names and defaults are QEMU's.</summary>
public sealed record PrecopySettings
{
    /// <summary><c>downtime-limit</c> in nanoseconds; QEMU's default is 300 ms.</summary>
    public long DowntimeLimitNs { get; init; } = 300 * Units.NsPerMs;

    /// <summary><c>max-bandwidth</c> in bytes per second; 0 is unlimited.</summary>
    public long MaxBandwidthBytesPerSecond { get; init; }

    /// <summary>Nanoseconds after which the migration is given up; the series used 120 s.</summary>
    public long TimeoutNs { get; init; } = 120 * Units.NsPerSecond;
}
