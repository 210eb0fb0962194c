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

    /// <summary>
    /// <c>avail-switchover-bandwidth</c> in bytes per second: what the last round may count on, in place of the measured bandwidth; 0 for
    /// the measured one.
    /// </summary>
    public long AvailSwitchoverBandwidthBytesPerSecond { get; init; }

    /// <summary>Whose rules of convergence hold.</summary>
    public QemuRules Rules { get; init; } = QemuRules.Qemu101;

    /// <summary>Auto-converge.</summary>
    public AutoConvergeSettings AutoConverge { get; init; } = new();

    /// <summary>Dirty-limit.</summary>
    public DirtyLimitSettings DirtyLimit { get; init; } = new();

    /// <summary>Makes the management policy that watches a migration, a new one each time; null for none.</summary>
    public Func<IManagementPolicy>? Management { get; init; }

    /// <summary>
    /// Capability <c>postcopy-ram</c>: whether management may switch to postcopy. The guest must be able to go on at the destination.
    /// </summary>
    public bool PostcopyRam { get; init; }

    /// <summary>Whether nobody throttles the guest or changes a limit while it migrates.</summary>
    public bool AreConstant => Management is null && !AutoConverge.IsOn && !DirtyLimit.IsOn;

    /// <summary>Whether a reading is kept every 100 ms.</summary>
    public bool KeepsTimeline { get; init; }
}
