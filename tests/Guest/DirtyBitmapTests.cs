using CsCheck;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Guest;

/// <summary>The dirty log: no mark is lost, none is invented, whatever runs at the same time.</summary>
public sealed class DirtyBitmapTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(1000, 16)]
    public void Log_CoversExactlyThePages(long pages, int words)
    {
        DirtyBitmap log = new(pages);
        Assert.Equal(words, DirtyBitmap.WordCount(pages));
        for (long page = 0; page < pages; page++) log.Mark(page);
        Assert.Equal(pages, log.CountMarked());
        ulong[] bitmap = new ulong[words];
        Assert.Equal(pages, log.SyncInto(bitmap));
        Assert.Equal(pages, bitmap.Sum(word => System.Numerics.BitOperations.PopCount(word)));
        Assert.Equal(0, log.CountMarked());
    }

    [Fact]
    public void Sync_MovesMarks_AndCountsOnlyNewOnes() => (from pages in Gen.Int[1, 2000]
                                                           from first in Gen.Int[0, pages - 1].Array[0, 50]
                                                           from second in Gen.Int[0, pages - 1].Array[0, 50]
                                                           select (pages, first, second)).Sample(c =>
    {
        DirtyBitmap log = new(c.pages);
        ulong[] bitmap = new ulong[DirtyBitmap.WordCount(c.pages)];
        foreach (int page in c.first) log.Mark(page);
        Assert.All(c.first, page => Assert.True(log.IsMarked(page)));
        Assert.Equal(c.first.Distinct().Count(), log.CountMarked());
        Assert.Equal(c.first.Distinct().Count(), log.SyncInto(bitmap));
        foreach (int page in c.second) log.Mark(page);
        Assert.Equal(c.second.Except(c.first).Count(), log.SyncInto(bitmap));
        Assert.Equal(c.first.Union(c.second).Order(),
            Enumerable.Range(0, c.pages).Where(page => (bitmap[page / 64] >> (page % 64) & 1) != 0));
    }, seed: "0N0XIzNsQ0O2", iter: 200);

    [Fact]
    public void Clear_ForgetsEveryMark()
    {
        DirtyBitmap log = new(100);
        for (long page = 0; page < 100; page++) log.Mark(page);
        log.Clear();
        Assert.Equal(0, log.CountMarked());
        Assert.False(log.IsMarked(99));
    }

    [Fact]
    public void OtherLength_IsRefused() => Assert.Throws<ArgumentException>(() => new DirtyBitmap(65).SyncInto(new ulong[1]));

    [Fact]
    public void NegativeCount_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new DirtyBitmap(-1));

    [Fact]
    public void ConcurrentMarks_AreNeitherLostNorInvented()
    {
        const int Pages = 700;
        DirtyBitmap log = new(Pages);
        long[] written = new long[Pages];
        long[] seen = new long[Pages];
        bool stop = false;
        BackgroundThread[] guests = [.. Enumerable.Range(0, 2).Select(id => BackgroundThread.Start(() =>
        {
            Random random = new(id);
            while (!Volatile.Read(ref stop))
            {
                // Odd pages only: an even mark would be an invented one.
                int page = (2 * random.Next(Pages / 2)) + 1;
                Interlocked.Increment(ref written[page]);
                log.Mark(page);
            }
        }))];
        ulong[] bitmap = new ulong[DirtyBitmap.WordCount(Pages)];
        for (int round = 0; round < 3000; round++) Round(log, bitmap, written, seen);
        Volatile.Write(ref stop, true);
        foreach (BackgroundThread guest in guests) guest.Join();
        Round(log, bitmap, written, seen);
        Assert.Equal(written, seen);
        Assert.True(written.Sum() > 0);
    }

    /// <summary>A round of a migration: the marks move, then each marked page is read.</summary>
    private static void Round(DirtyBitmap log, ulong[] bitmap, long[] written, long[] seen)
    {
        Array.Clear(bitmap);
        log.SyncInto(bitmap);
        for (int page = 0; page < seen.Length; page++)
        {
            if ((bitmap[page / 64] >> (page % 64) & 1) == 0) continue;
            Assert.Equal(1, page % 2);
            seen[page] = Volatile.Read(ref written[page]);
        }
    }
}
