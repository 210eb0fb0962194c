using CsCheck;
using MultifdBench.Guest;
using MultifdBench.Multifd.Source;

namespace MultifdBench.Tests.Multifd.Source;

/// <summary>The pages still to send: each once a pass, in block order, and a wrap between two versions of a page.</summary>
public sealed class MigrationBitmapTests : IDisposable
{
    private readonly GuestMemory _memory = new([new("a", 130 * Page.SizeBytes), new("b", Page.SizeBytes), new("c", 64 * Page.SizeBytes)]);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Fresh_GivesEveryPageOnceInOrder()
    {
        MigrationBitmap bitmap = new(_memory);
        Assert.Equal(_memory.TotalPages, bitmap.RemainingPages);
        Assert.Equal(All(), Drain(bitmap));
        Assert.Equal((0L, 0L), (bitmap.RemainingPages, bitmap.Wraps));
        Assert.False(bitmap.TryTakeNext(out _, out _));
    }

    [Fact]
    public void PageDirtiedBehindTheCursor_ComesAfterAWrap()
    {
        MigrationBitmap bitmap = new(_memory);
        for (int i = 0; i < 10; i++) Assert.True(bitmap.TryTakeNext(out _, out _));
        _memory.Blocks[0].Dirty.Mark(3);
        _memory.Blocks[0].Dirty.Mark(20);
        Assert.Equal(1, bitmap.Sync());
        Assert.Equal([.. All().Skip(10), ("a", 3)], Drain(bitmap));
        Assert.Equal(1, bitmap.Wraps);
    }

    [Fact]
    public void Sync_CountsOnlyNewPages_AndEmptiesTheLog()
    {
        MigrationBitmap bitmap = new(_memory);
        Drain(bitmap);
        _memory.Blocks[1].Dirty.Mark(0);
        _memory.Blocks[2].Dirty.Mark(63);
        Assert.Equal(2, bitmap.Sync());
        _memory.Blocks[1].Dirty.Mark(0);
        Assert.Equal(0, bitmap.Sync());
        Assert.Equal(2, bitmap.RemainingPages);
        Assert.Equal(0, _memory.Blocks.Sum(block => block.Dirty.CountMarked()));
    }

    [Fact]
    public void AnyMixOfMarksAndTakes_EndsWithWhatWasMarkedLast() => Gen.Int[0, 194].Array[0, 40].Array[1, 8].Sample(rounds =>
    {
        MigrationBitmap bitmap = new(_memory);
        HashSet<(string, long)> expected = [.. All()];
        foreach (int[] marks in rounds)
        {
            foreach (int mark in marks)
            {
                (string name, long page) = At(mark);
                _memory.Blocks.Single(block => block.Name == name).Dirty.Mark(page);
                expected.Add((name, page));
            }

            bitmap.Sync();
            for (int i = 0; i < marks.Length && bitmap.TryTakeNext(out RamBlock block, out long page); i++)
                Assert.True(expected.Remove((block.Name, page)));
            Assert.Equal(expected.Count, bitmap.RemainingPages);
        }

        Assert.True(expected.SetEquals(Drain(bitmap)));
    }, seed: "0N0XIzNsQ0O2", iter: 100, threads: 1);

    private (string Name, long Page) At(int index) => All().ElementAt(index);

    private IEnumerable<(string Name, long Page)> All() =>
        _memory.Blocks.SelectMany(block => Enumerable.Range(0, (int)block.PageCount).Select(page => (block.Name, (long)page)));

    private static List<(string Name, long Page)> Drain(MigrationBitmap bitmap)
    {
        List<(string, long)> pages = [];
        while (bitmap.TryTakeNext(out RamBlock block, out long page)) pages.Add((block.Name, page));
        return pages;
    }
}
