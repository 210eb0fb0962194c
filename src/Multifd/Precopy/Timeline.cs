using MultifdBench.Core;

namespace MultifdBench.Multifd.Precopy;

/// <summary>A reading of a running migration, at the end of a window of 100 ms.</summary>
/// <param name="Ns">Since the migration began.</param>
/// <param name="WireBytes">Wire bytes so far.</param>
/// <param name="RemainingBytes">Dirty memory, uncompressed.</param>
/// <param name="DirtyPagesPerSecond">QEMU's <c>dirty-pages-rate</c>: of the last second that ended at a dirty sync.</param>
/// <param name="ThrottlePercentage">How much of its time the guest sleeps.</param>
/// <param name="GuestOperations">Guest operations so far; null where nobody counts.</param>
public readonly record struct TimelineSample(
    long Ns, long WireBytes, long RemainingBytes, double DirtyPagesPerSecond, int ThrottlePercentage, long? GuestOperations)
{
    /// <summary>Dirty-limit; null before it is in service.</summary>
    public DirtyLimitState? DirtyLimit { get; init; }
}

/// <summary>An action of a management policy, and when.</summary>
/// <param name="Ns">Since the migration began.</param>
/// <param name="Action">What it did.</param>
public readonly record struct ManagementEvent(long Ns, ManagementAction Action)
{
    /// <summary>For people: <c>12.4 s: downtime-limit 257 ms (4 passes)</c>.</summary>
    public override string ToString()
    {
        string what = Action.Kind switch
        {
            ManagementActionKind.SetDowntimeLimit => $"downtime-limit {Units.Significant(Units.Ms(Action.Value))} ms",
            ManagementActionKind.AutoConverge => "auto-converge on",
            ManagementActionKind.Suspend => "guest suspended",
            ManagementActionKind.StartPostcopy => "postcopy",
            _ => "cancelled",
        };
        return Invariant.Text($"{Ns / 1e9:0.0} s: {what} ({Action.Why})");
    }
}
