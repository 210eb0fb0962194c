namespace MultifdBench.Workloads.Idle;

/// <summary>Adjacent pages of one class.</summary>
/// <param name="FirstPage">Page number in the block.</param>
/// <param name="Pages">How many, at least one.</param>
/// <param name="ClassIndex">Index into <see cref="PageClass.All"/>.</param>
internal readonly record struct Extent(long FirstPage, int Pages, int ClassIndex);
