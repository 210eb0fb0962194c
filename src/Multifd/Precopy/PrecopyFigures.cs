namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// What the policy is told of a migration each time it is asked what to do: one reading, in which all figures belong together.
/// </summary>
/// <param name="NowNs">Monotonic time in nanoseconds, wall clock or virtual.</param>
/// <param name="RemainingPages">Dirty pages of the migration bitmap that have not been picked up for sending.</param>
/// <param name="WireBytes">Bytes on the wire so far, all connections.</param>
/// <param name="Pages">Pages sent so far.</param>
/// <param name="NewlyDirtyPages">After <see cref="PrecopyAction.Sync"/>: pages that were clean in the bitmap before it; else 0.</param>
/// <param name="GuestOperations">Operations that the guest has done so far, in its own unit; 0 for one that counts none.</param>
/// <param name="DirtyRingPages">Pages that have been entered into the guest's dirty ring so far; 0 without one.</param>
public readonly record struct PrecopyFigures(
    long NowNs, long RemainingPages, long WireBytes, PageCounts Pages, long NewlyDirtyPages = 0, long GuestOperations = 0,
    long DirtyRingPages = 0);
