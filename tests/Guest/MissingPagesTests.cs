using MultifdBench.Guest;

namespace MultifdBench.Tests.Guest;

/// <summary>A guest's accesses wait for pages that are missing; each page is compared once after it has come.</summary>
public sealed class MissingPagesTests : IDisposable
{
    private static readonly RamBlockSpec[] Layout = [new("pc.ram", 200 * Page.SizeBytes), new("rom", 2 * Page.SizeBytes)];

    private readonly GuestMemory _source = new(Layout);
    private readonly GuestMemory _destination = new(Layout);
    private readonly System.Collections.Concurrent.ConcurrentQueue<(string Block, long Page)> _requests = new();

    public MissingPagesTests()
    {
        foreach (RamBlock block in _source.Blocks)
        {
            for (long page = 0; page < block.PageCount; page++) block.GetPage(page).Fill((byte)(page + 1));
        }

        _destination.CopyFrom(_source);
    }

    public void Dispose()
    {
        _source.Dispose();
        _destination.Dispose();
    }

    [Fact]
    public void PageThatIsThere_IsReadAtOnce()
    {
        MissingPages pages = Create();
        Assert.Equal(8, pages.View.Blocks[0].GetPage(7)[0]);
        Assert.Equal(0, pages.Figures.Faults);
        Assert.Empty(_requests);
        Assert.Null(pages.Compare());
    }

    [Theory]
    [InlineData("page")]
    [InlineData("span")]
    [InlineData("write")]
    public void MissingPage_IsAskedForOnceAndWaitedFor(string access)
    {
        MissingPages pages = Create();
        pages.Discard(_destination.Blocks[0], 64, 3);
        Assert.Equal(3, pages.Count);
        using ManualResetEventSlim done = new();
        byte seen = 0;
        BackgroundThread guest = Start(() =>
        {
            RamBlock block = pages.View.Blocks[0];
            switch (access)
            {
                case "page": seen = block.GetPage(65)[9]; break;
                case "span": seen = block.GetSpan((65 << Page.Shift) + 9, 4)[0]; break;
                default:
                    block.Write((65 << Page.Shift) + 9, [77]);
                    seen = block.GetPage(65)[10];
                    break;
            }

            done.Set();
        });
        Until(() => _requests.Count == 1);
        Assert.Equal(("pc.ram", 65L), _requests.Single());
        Assert.False(done.IsSet);

        _destination.Blocks[0].GetPage(64).Fill(65);
        pages.Arrived(_destination.Blocks[0], 64);
        Assert.False(done.Wait(20, TestContext.Current.CancellationToken), "another page is not the one");
        pages.Arrived(_destination.Blocks[0], 65);
        guest.Join();

        Assert.Equal(66, seen);
        Assert.Equal((1L, 1L), (pages.Figures.Faults, pages.Figures.Requests));
        Assert.Equal(1, pages.Figures.LatencyBuckets.Sum());
        Assert.True(pages.Figures.WaitedNs > 0 && pages.Figures.BlockedNs > 0);
        Assert.Equal(1, pages.Count);
        Assert.Equal(access == "write", pages.View.Blocks[0].Dirty.IsMarked(65));
    }

    [Fact]
    public void TwoThreadsAtOnePage_AskOnce_AndTheGuestIsBlockedWhileBothWait()
    {
        MissingPages pages = Create(threads: 2);
        pages.Discard(_destination.Blocks[1], 0, 2);
        BackgroundThread first = Start(() => pages.View.Blocks[1].GetPage(1)[0]++);
        Until(() => pages.Figures.Faults == 1);
        Assert.Equal(0, pages.Figures.BlockedNs);
        BackgroundThread second = Start(() => pages.View.Blocks[1].GetPage(1)[1]++);
        Until(() => pages.Figures.Faults == 2);
        pages.Arrived(_destination.Blocks[1], 1);
        first.Join();
        second.Join();
        Assert.Equal((2L, 1L), (pages.Figures.Faults, pages.Figures.Requests));
        Assert.InRange(pages.Figures.BlockedNs, 1, pages.Figures.WaitedNs);
        Assert.Null(pages.Compare());
    }

    [Fact]
    public void WhatTheGuestWrites_IsNoDifference()
    {
        MissingPages pages = Create();
        pages.Discard(_destination.Blocks[0], 0, 1);
        pages.Arrived(_destination.Blocks[0], 0);
        pages.View.Blocks[0].Write(5, [1, 2, 3]);
        Assert.NotNull(_source.Compare(_destination));
        Assert.Null(pages.Compare());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WrongPage_IsADifference_WhetherTheGuestTouchedItOrNot(bool touched)
    {
        MissingPages pages = Create();
        pages.Discard(_destination.Blocks[0], 10, 1);
        _destination.Blocks[0].GetPage(10)[4095] ^= 1;
        _destination.Blocks[0].GetPage(199)[0] ^= 1;
        pages.Arrived(_destination.Blocks[0], 10);
        // A guest that overwrites the fault does not hide it.
        if (touched) pages.View.Blocks[0].Write((10 << Page.Shift) + 4095, [11]);
        Assert.Equal(new MemoryDifference("pc.ram", 10 << Page.Shift, 2), pages.Compare());
    }

    [Fact]
    public void BrokenMemory_EndsWaitsAndRefusesLaterOnes()
    {
        MissingPages pages = Create();
        pages.Discard(_destination.Blocks[0], 3, 2);
        Exception? met = null;
        BackgroundThread guest = Start(() => met = Record.Exception(() => pages.View.Blocks[0].GetPage(3)[0]++));
        Until(() => _requests.Count == 1);
        pages.Break();
        guest.Join();
        Assert.IsType<GuestLostException>(met);
        Assert.Throws<GuestLostException>(() => pages.View.Blocks[0].GetPage(4)[0]++);
        Assert.Equal(1, pages.View.Blocks[0].GetPage(0)[0]);
    }

    [Fact]
    public void View_HasNoWayAroundItsChecks()
    {
        MissingPages pages = Create();
        RamBlock view = pages.View.Blocks[0];
        Assert.Throws<InvalidOperationException>(() =>
        {
            unsafe
            {
                return *view.Address;
            }
        });
        Assert.Throws<InvalidOperationException>(view.Clear);
        pages.View.Dispose();
        Assert.Equal(1, _destination.Blocks[0].GetPage(0)[0]);
    }

    [Fact]
    public void OtherLayout_IsRefused()
    {
        using GuestMemory other = new([new("pc.ram", Page.SizeBytes)]);
        Assert.Throws<ArgumentException>(() => new MissingPages(_destination, other, 1, (_, _) => { }));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_999, 0)]
    [InlineData(2_000, 1)]
    [InlineData(127_000, 6)]
    [InlineData(128_000, 7)]
    [InlineData(8_388_608_000, 23)]
    [InlineData(long.MaxValue, 23)]
    public void Buckets_AreQemus(long ns, int bucket) => Assert.Equal(bucket, PageFaultFigures.BucketOf(ns));

    private static BackgroundThread Start(Action body) => BackgroundThread.Start(body, "guest");

    private static void Until(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)), "the guest's thread does what it should");

    private MissingPages Create(int threads = 1) =>
        new(_destination, _source, threads, (block, page) => _requests.Enqueue((block.Name, page)));
}
