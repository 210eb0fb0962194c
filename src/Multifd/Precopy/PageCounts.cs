namespace MultifdBench.Multifd.Precopy;

/// <summary>Pages that left the source.</summary>
/// <param name="Normal">Pages with content.</param>
/// <param name="Zero">Pages found to be zero.</param>
public readonly record struct PageCounts(long Normal, long Zero)
{
    /// <summary>Both.</summary>
    public long Total => Normal + Zero;
}
