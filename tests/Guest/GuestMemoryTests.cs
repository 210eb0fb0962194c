using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Guest;

/// <summary>Guest memory: zeroed, aligned, bounded, and compared to the last byte.</summary>
public sealed unsafe class GuestMemoryTests
{
    private static GuestMemory Memory() => new([new("pc.ram", 200 * Page.SizeBytes), new("tiny", Page.SizeBytes)]);

    [Fact]
    public void Fresh_IsZeroAlignedAndUnmarked()
    {
        using GuestMemory memory = Memory();
        Assert.Equal((201L, 201L * Page.SizeBytes), (memory.TotalPages, memory.TotalBytes));
        foreach (RamBlock block in memory.Blocks)
        {
            Assert.Equal(0, (nint)block.Address % Page.SizeBytes);
            Assert.Equal(0, block.Dirty.CountMarked());
            for (long page = 0; page < block.PageCount; page++) Assert.True(ZeroPageScan.IsZero(block.GetPage(page)));
        }
    }

    [Fact]
    public void Write_MarksEveryPageItTouches()
    {
        using GuestMemory memory = Memory();
        RamBlock block = memory.Blocks[0];
        block.Write((5 * Page.SizeBytes) - 1, [1, 2]);
        Assert.Equal([4L, 5L], Enumerable.Range(0, 200).Select(page => (long)page).Where(block.Dirty.IsMarked));
        block.Write(7 * Page.SizeBytes, []);
        Assert.Equal(2, block.Dirty.CountMarked());
        block.Write((200 * Page.SizeBytes) - 1, [9]);
        Assert.True(block.Dirty.IsMarked(199));
        Assert.Equal(9, block.GetPage(199)[^1]);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(Page.SizeBytes, 1)]
    [InlineData(Page.SizeBytes - 1, 2)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, int.MaxValue)]
    public void RangeOutside_IsRefused(long offset, int length)
    {
        using GuestMemory memory = Memory();
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = memory.Blocks[1].GetSpan(offset, length); });
        if (length > 0) Assert.Throws<ArgumentOutOfRangeException>(() => memory.Blocks[1].Write(offset, new byte[Math.Min(length, 9000)]));
    }

    [Fact]
    public void EveryPage_IsZeroAndResidentFromTheStart()
    {
        Residency.SkipUnlessKnown();
        // More than one chunk, and an end inside one.
        using GuestMemory memory = new([new("pc.ram", (40 << 20) + Page.SizeBytes), new("small", Page.SizeBytes)]);
        Assert.Equal(0, Residency.CountMissing(memory));
        Assert.All(memory.Blocks, block => Assert.False(block.GetSpan(0, (int)block.LengthBytes).ContainsAnyExcept((byte)0)));
    }

    /// <summary>As in a QEMU that does not preallocate: a page comes at its first write, with its neighbours if pages are huge.</summary>
    [Fact]
    public void PagesThatComeAtTheirFirstWrite_AreZeroUntilThen()
    {
        Residency.SkipUnlessKnown();
        using GuestMemory memory = new([new("pc.ram", 40 << 20)], FirstTouch.AtFirstWrite);
        RamBlock block = memory.Blocks[0];
        long pages = block.LengthBytes / Environment.SystemPageSize;
        Assert.Equal(pages, Residency.CountMissing(memory));
        Assert.False(block.GetSpan(0, (int)block.LengthBytes).ContainsAnyExcept((byte)0));
        block.Write(5 * Page.SizeBytes, [1]);
        Assert.InRange(Residency.CountMissing(memory), 0, pages - 1);
        memory.Clear();
        Assert.False(block.GetSpan(0, (int)block.LengthBytes).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Clear_ZeroesAndLeavesMarks()
    {
        using GuestMemory memory = Memory();
        memory.Blocks[0].Write(4096, [1]);
        memory.Clear();
        Assert.True(ZeroPageScan.IsZero(memory.Blocks[0].GetPage(1)));
        Assert.Equal(1, memory.Blocks[0].Dirty.CountMarked());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, Page.SizeBytes - 1)]
    [InlineData(123, 2048)]
    [InlineData(199, Page.SizeBytes - 1)]
    public void Compare_FindsASingleByte(int page, int position)
    {
        using GuestMemory a = Memory();
        using GuestMemory b = Memory();
        Assert.Null(a.Compare(b));
        b.Blocks[0].GetPage(page)[position] = 1;
        MemoryDifference difference = a.Compare(b)!;
        Assert.Equal(new MemoryDifference("pc.ram", (long)page << 12, 1), difference);
        b.Blocks[1].GetPage(0)[0] = 1;
        Assert.Equal(2, a.Compare(b)!.DifferingPages);
        Assert.Equal($"destination memory differs from the source in 2 page(s), first in 'pc.ram' at offset 0x{(long)page << 12:x}",
            a.Compare(b)!.ToString());
    }

    [Fact]
    public void Compare_OtherLayout_Differs()
    {
        using GuestMemory a = Memory();
        using GuestMemory b = new([new("pc.ram", Page.SizeBytes)]);
        Assert.NotNull(a.Compare(b));
    }

    [Fact]
    public void CopyFrom_CopiesWithoutMarks()
    {
        using GuestMemory a = Memory();
        using GuestMemory b = Memory();
        new System.Random(1).NextBytes(a.Blocks[0].GetSpan(0, 200 * Page.SizeBytes));
        a.Blocks[1].Write(7, [7]);
        b.CopyFrom(a);
        Assert.Null(a.Compare(b));
        Assert.Equal(0, b.Blocks.Sum(block => block.Dirty.CountMarked()));
    }

    [Fact]
    public void CopyFrom_OtherLayout_IsRefused()
    {
        using GuestMemory a = Memory();
        using GuestMemory b = new([new("pc.ram", Page.SizeBytes), new("tiny", Page.SizeBytes)]);
        Assert.Throws<ArgumentException>(() => a.CopyFrom(b));
    }

    [Fact]
    public void MoreThanTheMachineHas_IsAWrongRequestThatNamesTheOption()
    {
        UsageException e = Assert.Throws<UsageException>(() => new GuestMemory([new("pc.ram", 1L << 50)]));
        Assert.Contains("--memory", e.Message, StringComparison.Ordinal);
        Assert.Contains("1024 TiB", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BlocksWhoseSumOverflows_AreAWrongRequest() =>
        Assert.Throws<UsageException>(() => new GuestMemory([new("a", 1L << 62), new("b", 1L << 62), new("c", 1L << 62)]));

    [Theory]
    [InlineData("", 4096)]
    [InlineData("caf\u00e9", 4096)]
    [InlineData("line\nbreak", 4096)]
    [InlineData("nul\0", 4096)]
    [InlineData("a", 0)]
    [InlineData("a", -4096)]
    [InlineData("a", 4097)]
    public void UnusableBlock_IsAWrongRequest(string name, long bytes) =>
    Assert.Throws<UsageException>(() => new GuestMemory([new(name, bytes)]));

    [Fact]
    public void LongestName_Works()
    {
        using GuestMemory memory = new([new(new string('n', 255), 4096)]);
        Assert.Throws<UsageException>(() => new GuestMemory([new(new string('n', 256), 4096)]));
    }

    [Fact]
    public void NoBlockOrTwoOfOneName_AreWrongRequests()
    {
        Assert.Throws<UsageException>(() => new GuestMemory([]));
        Assert.Throws<UsageException>(() => new GuestMemory([new("a", 4096), new("a", 8192)]));
    }
}
