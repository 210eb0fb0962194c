namespace MultifdBench.Multifd.Precopy;

/// <summary>What was done so that a migration converges, and what that cost the guest. Immutable.</summary>
public sealed record ConvergenceResult
{
    /// <summary>The highest throttling of the guest, percent; 0 when there was none.</summary>
    public int HighestThrottlePercentage { get; init; }

    /// <summary>
    /// The longest sleep for a full dirty ring, ns; 0 when dirty-limit made none, null when it was off.
    /// </summary>
    public long? LongestDirtyLimitSleepNs { get; init; }

    /// <summary>How long the guest was under throttling, ns.</summary>
    public long ThrottledNs { get; init; }

    /// <summary>
    /// Guest operations done ÷ those that an undisturbed guest does in the same time; null for a guest that counts none.
    /// </summary>
    public double? GuestOperationsShare { get; init; }

    /// <summary>Whether the guest went on at the destination before all of its pages were there.</summary>
    public bool IsPostcopy { get; init; }

    /// <summary>What the management policy did, in order.</summary>
    public IReadOnlyList<ManagementEvent> Events { get; init; } = [];

    /// <summary>Whether the policy gave the migration up.</summary>
    public bool IsCancelled => Events is [.., { Action.Kind: ManagementActionKind.Cancel }];

    /// <summary>A reading every 100 ms, where they were kept.</summary>
    public IReadOnlyList<TimelineSample> Timeline { get; init; } = [];

    /// <summary>What the management policy did in a part of the migration, clauses joined by "; ".</summary>
    /// <param name="startNs">Start of the part since the migration began.</param>
    /// <param name="durationNs">Its length.</param>
    public string ActionsIn(long startNs, long durationNs) =>
        string.Join("; ", Events.Where(done => done.Ns >= startNs && done.Ns < startNs + durationNs));

    /// <summary>What a policy that has come to its end tells.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="operationsPerSecond">What the guest does undisturbed; NaN where it does not say.</param>
    public static ConvergenceResult Of(PrecopyPolicy policy, double operationsPerSecond) => new()
    {
        HighestThrottlePercentage = policy.HighestThrottlePercentage,
        LongestDirtyLimitSleepNs = policy.LongestDirtyLimitSleepNs,
        ThrottledNs = policy.ThrottledNs,
        GuestOperationsShare = policy.GuestOperationsShare(operationsPerSecond),
        IsPostcopy = policy.IsPostcopy,
        Events = policy.ManagementEvents,
        Timeline = policy.Timeline,
    };
}
