using MultifdBench.Multifd.Accounting;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Runs;

/// <summary>Figures of a run as cells, the same for migrations of our own and for received ones.</summary>
internal static class RunRows
{
    /// <summary>The buckets of a histogram that hold pages.</summary>
    public static IReadOnlyList<PageSizeRow> PageSizes(string runId, PageSizeHistogram histogram)
    {
        List<PageSizeRow> rows = [];
        ReadOnlySpan<long> pages = histogram.Pages;
        for (int i = 0; i < pages.Length; i++)
        {
            if (pages[i] > 0)
                rows.Add(new PageSizeRow { RunId = runId, BucketBytes = i * PageSizeHistogram.BucketBytes, Pages = pages[i] });
        }

        return rows;
    }

    /// <summary>CPU nanoseconds per page; null where the clock or the pages are missing.</summary>
    public static double? CpuPerPage(long ns, long pages) => ThreadCpuClock.IsAvailable && pages > 0 ? (double)ns / pages : null;

    /// <summary>CPU seconds; null where the clock is missing.</summary>
    public static double? CpuSeconds(ThreadUsage usage) => ThreadCpuClock.IsAvailable ? usage.CpuNs / 1e9 : null;
}
