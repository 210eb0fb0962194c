namespace MultifdBench.Multifd.Precopy;

/// <summary>What the policy asks for. Whoever carries it out comes back with fresh figures when it is done.</summary>
public enum PrecopyAction
{
    /// <summary>
    /// Send dirty pages until none is left, <see cref="PrecopyStep.ByteBudget"/> is used or <see cref="PrecopyStep.Ns"/> have passed.
    /// </summary>
    Iterate,

    /// <summary>Let <see cref="PrecopyStep.Ns"/> pass; this keeps the bandwidth limit.</summary>
    Sleep,

    /// <summary>Move the guest's dirty log into the migration bitmap.</summary>
    Sync,

    /// <summary>Pause the guest. From here on no page gets dirty.</summary>
    StopGuest,

    /// <summary>
    /// Send all remaining pages without a limit, pass a barrier through all channels, wait for the destination's acknowledgement.
    /// </summary>
    Complete,

    /// <summary>Nothing more: the destination has the guest.</summary>
    Completed,

    /// <summary>Nothing more: the time limit passed before the guest could be stopped. It goes on running at the source.</summary>
    TimedOut,
}

/// <summary>One answer of <see cref="PrecopyPolicy"/>.</summary>
/// <param name="Action">What to do.</param>
/// <param name="ByteBudget">
/// Wire bytes that <see cref="PrecopyAction.Iterate"/> may use; <see cref="long.MaxValue"/> without a bandwidth limit.
/// </param>
/// <param name="Ns">Nanoseconds of <see cref="PrecopyAction.Iterate"/>, at most, or of <see cref="PrecopyAction.Sleep"/>.</param>
public readonly record struct PrecopyStep(PrecopyAction Action, long ByteBudget = 0, long Ns = 0)
{
    /// <summary>Whether the policy has come to its end.</summary>
    public bool IsEnd => Action is PrecopyAction.Completed or PrecopyAction.TimedOut;
}
