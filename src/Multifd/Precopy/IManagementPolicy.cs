namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// What a management layer (libvirt's client, KubeVirt, Nova, oVirt …) does while a migration runs: it polls figures, hears of passes,
/// and changes things. It has no clock and never waits: it is told, and answers. One instance watches one migration. Not thread-safe.
/// </summary>
public interface IManagementPolicy
{
    /// <summary>The policy's name, as <c>--policy</c> takes it.</summary>
    string Name { get; }

    /// <summary>Nanoseconds between two polls, above 0.</summary>
    long PollNs { get; }

    /// <summary>What it does before the migration begins.</summary>
    /// <param name="totalBytes">The guest's memory.</param>
    /// <returns>Its actions, in order; mostly none or a downtime limit.</returns>
    IReadOnlyList<ManagementAction> Begin(long totalBytes);

    /// <summary>A dirty sync has ended: QEMU's <c>MIGRATION_PASS</c> event.</summary>
    /// <param name="now">The figures right after it.</param>
    /// <returns>What one does who hears of the event; null for nothing, and for one who looks at polls only.</returns>
    ManagementAction? Passed(in MigrationStatus now);

    /// <summary>A poll.</summary>
    /// <param name="now">The figures.</param>
    /// <returns>What it does now; null for nothing.</returns>
    ManagementAction? Poll(in MigrationStatus now);
}

/// <summary>What management reads of a running migration: the figures of <c>query-migrate</c>.</summary>
/// <param name="ElapsedNs"><c>total-time</c>: since the migration began, ns.</param>
/// <param name="TotalBytes"><c>ram.total</c>.</param>
/// <param name="RemainingBytes"><c>ram.remaining</c>: dirty pages now, uncompressed bytes.</param>
/// <param name="TransferredBytes"><c>ram.transferred</c>: wire bytes so far.</param>
/// <param name="DirtySyncCount"><c>ram.dirty-sync-count</c>.</param>
/// <param name="BytesPerSecond">Wire bandwidth of the last window of 100 ms (<c>ram.mbps</c>); 0 before the first one.</param>
/// <param name="ExpectedDowntimeNs"><c>expected-downtime</c>, ns.</param>
/// <param name="ThrottlePercentage"><c>cpu-throttle-percentage</c>; 0 when not throttled.</param>
/// <param name="DowntimeLimitNs"><c>downtime-limit</c> in force, ns.</param>
/// <param name="Phase">Where the migration is.</param>
public readonly record struct MigrationStatus(
    long ElapsedNs, long TotalBytes, long RemainingBytes, long TransferredBytes, int DirtySyncCount, double BytesPerSecond,
    long ExpectedDowntimeNs, int ThrottlePercentage, long DowntimeLimitNs, MigrationPhase Phase);

/// <summary>Where a migration is, as far as management cares.</summary>
public enum MigrationPhase
{
    /// <summary>The guest runs at the source.</summary>
    Active,

    /// <summary>Management has suspended the guest at the source; pages are still sent.</summary>
    Suspended,

    /// <summary>The guest runs at the destination, where pages are missing.</summary>
    Postcopy,
}

/// <summary>What management can do.</summary>
public enum ManagementActionKind
{
    /// <summary>Set <c>downtime-limit</c> to <see cref="ManagementAction.Value"/> nanoseconds.</summary>
    SetDowntimeLimit,

    /// <summary>Switch auto-converge on.</summary>
    AutoConverge,

    /// <summary>Suspend the guest, so that what is left is sent without new dirty pages.</summary>
    Suspend,

    /// <summary>Let the guest go on at the destination and fetch what is missing.</summary>
    StartPostcopy,

    /// <summary>Give the migration up; the guest goes on at the source.</summary>
    Cancel,
}

/// <summary>One action of a policy.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Why">The rule and the figures that made it, one clause without a full stop: <c>stalled for 40 s at 1.2 GiB</c>.</param>
/// <param name="Value">The new downtime limit, ns; 0 for the other actions.</param>
public readonly record struct ManagementAction(ManagementActionKind Kind, string Why, long Value = 0);
