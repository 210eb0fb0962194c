namespace MultifdBench.Multifd.Accounting;

/// <summary>
/// How small pages became: counts of normal pages by compressed bytes per page, in buckets of 64 bytes. A method with a stream per channel
/// has no size for a single page, so its pages count with their packet's mean. Not thread-safe; one per channel.
/// </summary>
public sealed class PageSizeHistogram
{
    /// <summary>Width of a bucket in bytes.</summary>
    public const int BucketBytes = 64;

    /// <summary>The last bucket also holds pages that grew.</summary>
    public const int BucketCount = 66;

    private readonly long[] _pages = new long[BucketCount];

    /// <summary>Pages by bucket; bucket i holds pages of more than (i − 1) × 64 and at most i × 64 bytes.</summary>
    public ReadOnlySpan<long> Pages => _pages;

    /// <summary>Counts <paramref name="pages"/> pages of <paramref name="bytesPerPage"/> bytes each.</summary>
    public void Add(int bytesPerPage, int pages) =>
        _pages[Math.Min((bytesPerPage + BucketBytes - 1) / BucketBytes, BucketCount - 1)] += pages;

    /// <summary>Adds another histogram's counts.</summary>
    public void Add(PageSizeHistogram other)
    {
        for (int i = 0; i < BucketCount; i++) _pages[i] += other._pages[i];
    }
}
