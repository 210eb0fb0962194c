using BenchmarkDotNet.Attributes;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites;

/// <summary>The dirty log of a guest of 64 GiB: one operation is one dirty sync, with one page in a hundred marked.</summary>
public class DirtyBitmapSuite
{
    private DirtyBitmap _log = null!;
    private ulong[] _migrationBitmap = null!;
    private long[] _marked = null!;

    /// <summary>Guest memory, GiB.</summary>
    [Params(64)]
    public int GiB { get; set; } = 64;

    private long Pages => ((long)GiB << 30) >> Page.Shift;

    [GlobalSetup]
    public void SetUp()
    {
        _log = new DirtyBitmap(Pages);
        _migrationBitmap = new ulong[DirtyBitmap.WordCount(Pages)];
        Random random = new(1);
        _marked = [.. Enumerable.Range(0, (int)(Pages / 100)).Select(_ => random.NextInt64(Pages))];
    }

    /// <summary>A sync empties the log: it is marked again before each.</summary>
    [IterationSetup(Targets = [nameof(Sync), nameof(Count)])]
    public void Mark()
    {
        Array.Clear(_migrationBitmap);
        foreach (long page in _marked) _log.Mark(page);
    }

    /// <summary>Moves the marks into the migration bitmap; returns pages newly dirty.</summary>
    [Benchmark]
    public long Sync() => _log.SyncInto(_migrationBitmap);

    /// <summary>Counts the marks.</summary>
    [Benchmark]
    public long Count() => _log.CountMarked();
}
