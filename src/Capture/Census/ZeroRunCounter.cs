namespace MultifdBench.Capture.Census;

/// <summary>Counts runs of zero pages, page after page. Not thread-safe.</summary>
internal sealed class ZeroRunCounter
{
    private const int Classes = 16; // 4^16 pages are more than any memory has

    private readonly long[] _runs = new long[Classes];
    private readonly long[] _pages = new long[Classes];
    private long _current;
    private long _longest;

    /// <summary>Adds the next page.</summary>
    public void Add(bool isZero)
    {
        if (isZero) _current++;
        else End();
    }

    /// <summary>What follows does not adjoin what came.</summary>
    public void End()
    {
        if (_current == 0) return;
        int length = Math.Min((63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)_current)) / 2, Classes - 1);
        _runs[length]++;
        _pages[length] += _current;
        _longest = Math.Max(_longest, _current);
        _current = 0;
    }

    /// <summary>The figures, after <see cref="End"/>.</summary>
    public ZeroRuns Result()
    {
        long runs = _runs.Sum(), pages = _pages.Sum();
        IEnumerable<ZeroRunClass> classes =
            from length in Enumerable.Range(0, Classes)
            where _runs[length] > 0
            select new ZeroRunClass(1L << (2 * length), _runs[length], _pages[length] / (double)pages);
        return new ZeroRuns(runs, runs == 0 ? 0 : pages / (double)runs, _longest, [.. classes]);
    }
}
