using CsCheck;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Guest;

public sealed class DirtyRingTests
{
    [Fact]
    public void Page_IsEnteredOnce_UntilTheRingIsEmptied()
    {
        DirtyRing ring = new(pageCount: 200, size: 4);
        foreach (long page in (long[])[7, 7, 8, 7]) ring.Add(page);
        Assert.Equal(2, ring.Pages);
        ring.Empty();
        foreach (long page in (long[])[7, 8, 199]) ring.Add(page);
        Assert.Equal((5L, 0), (ring.Pages, ring.TakeFull()));
    }

    [Fact]
    public void FullRing_IsEmptiedAtOnce_AndTold_Once()
    {
        DirtyRing ring = new(pageCount: 200, size: 4);
        foreach (long page in (long[])[1, 2, 3, 4, 1, 2, 3]) ring.Add(page);
        Assert.Equal((7L, 1), (ring.Pages, ring.TakeFull()));
        Assert.Equal(0, ring.TakeFull());
        ring.Add(4);
        Assert.Equal(1, ring.TakeFull());
    }

    /// <summary>Against a set: what a ring counts is how often a set of at most its size grew.</summary>
    [Fact]
    public void Ring_CountsAsASetThatIsClearedWhenFull() => Gen.Int[0, 99].Array[0, 300].Sample(
        pages =>
        {
            DirtyRing ring = new(pageCount: 100, size: 16);
            HashSet<int> set = [];
            (long added, int full) = (0, 0);
            foreach (int page in pages)
            {
                ring.Add(page);
                if (!set.Add(page)) continue;
                added++;
                if (set.Count < 16) continue;
                full++;
                set.Clear();
            }

            Assert.Equal((added, full), (ring.Pages, ring.TakeFull()));
        },
        iter: 200, threads: 1, seed: "0000KOIPe036");

    [Fact]
    public void Memory_FeedsTheRing_AcrossItsBlocks_UntilItNoLongerDoes()
    {
        using GuestMemory memory = new([new("a", 3 * Page.SizeBytes), new("b", 70 * Page.SizeBytes)]);
        DirtyRing ring = new(memory.TotalPages, size: 64);
        memory.FeedRing(ring);
        memory.Blocks[0].Dirty.Mark(2);
        memory.Blocks[1].Dirty.Mark(2);
        memory.Blocks[1].Write(69 * Page.SizeBytes, [1]);
        Assert.Equal(3, ring.Pages);
        memory.FeedRing(null);
        memory.Blocks[1].Dirty.Mark(5);
        Assert.Equal(3, ring.Pages);
        Assert.Equal(4, memory.Blocks.Sum(block => block.Dirty.CountMarked()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void RingWithoutRoom_IsRefused(int size) => Assert.Throws<ArgumentOutOfRangeException>(() => new DirtyRing(10, size));
}
