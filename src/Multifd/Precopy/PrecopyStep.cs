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

    /// <summary>Let the guest sleep <see cref="PrecopyStep.Percentage"/> of its time from now on.</summary>
    Throttle,

    /// <summary>
    /// Empty the guest's dirty ring, and let its processor sleep for <see cref="PrecopyStep.Ns"/> whenever it has filled it, from now on.
    /// </summary>
    LimitDirtying,

    /// <summary>
    /// Pause the guest, as management's suspend does, long before the end: it dirties no more, and pages go on being sent.
    /// </summary>
    Suspend,

    /// <summary>Pass a barrier through all channels, with the guest running: what follows no longer uses them.</summary>
    Flush,

    /// <summary>
    /// Tell the destination which of its pages are old, and let the guest go on there; done when nothing of it runs here any more.
    /// </summary>
    HandOver,

    /// <summary>Send every page that is missing at the destination, those first that the guest waits for, until it has them all.</summary>
    Push,

    /// <summary>Nothing more: management gave the migration up. The guest goes on running at the source.</summary>
    Cancelled,
}

/// <summary>One answer of <see cref="PrecopyPolicy"/>.</summary>
/// <param name="Action">What to do.</param>
/// <param name="ByteBudget">
/// Wire bytes that <see cref="PrecopyAction.Iterate"/> may use; <see cref="long.MaxValue"/> without a bandwidth limit.
/// </param>
/// <param name="Ns">
/// Nanoseconds of <see cref="PrecopyAction.Iterate"/>, at most, of <see cref="PrecopyAction.Sleep"/> or
/// <see cref="PrecopyAction.LimitDirtying"/>.
/// </param>
/// <param name="Percentage">Of <see cref="PrecopyAction.Throttle"/>, 1 to 99.</param>
public readonly record struct PrecopyStep(PrecopyAction Action, long ByteBudget = 0, long Ns = 0, int Percentage = 0)
{
    /// <summary>Whether the policy has come to its end.</summary>
    public bool IsEnd => Action is PrecopyAction.Completed or PrecopyAction.TimedOut or PrecopyAction.Cancelled;
}
