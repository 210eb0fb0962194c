using MultifdBench.Capture.Images;
using MultifdBench.Guest;
using MultifdBench.Tests.Results;
using MultifdBench.Workloads.Image;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Tests.Workloads;

/// <summary>A captured trace as dirtying: the pages that were written, when they were, over and over.</summary>
public sealed class TraceReplayTests : IDisposable
{
    private static readonly TraceInterval[] Intervals =
        [new(10_000, [new PageRun(0, 2), new PageRun(6, 1)]), new(0, [new PageRun(5, 1)]), new(20_000, []),
            new(10_000, [new PageRun(3, 4)])];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pages_AreWrittenInTheirIntervals_AndFromTheBeginningAgain()
    {
        using GuestMemory memory = Memory();
        TraceReplay replay = new(new DirtyTrace("x", Intervals));
        Assert.Equal([0L], Written(memory, replay, 4)); // 4 ms of the 10: a third of three pages
        Assert.Equal([1L, 6L], Written(memory, replay, 6));
        Assert.Equal([5L], Written(memory, replay, 20)); // the interval of no length, then the one without pages
        Assert.Equal([3L, 4L, 5L, 6L], Written(memory, replay, 10));
        Assert.Equal([0L], Written(memory, replay, 4));
        replay.Rewind();
        Assert.Equal([0L, 1L, 6L], Written(memory, replay, 10));
        Assert.Equal([0L, 1L, 3L, 4L, 5L, 6L], Written(memory, replay, 1000));
    }

    [Fact]
    public void Writes_ChangeEightBytesOfAPage()
    {
        using GuestMemory memory = Memory();
        TraceReplay replay = new(new DirtyTrace("x", Intervals));
        byte[] before = memory.Blocks[0].GetPage(3).ToArray();
        replay.Advance(memory.Blocks[0], 41);
        byte[] after = memory.Blocks[0].GetPage(3).ToArray();
        Assert.InRange(before.Zip(after).Count(pair => pair.First != pair.Second), 1, 8);
    }

    [Fact]
    public void Trace_WithoutAnyLength_WritesNothing()
    {
        using GuestMemory memory = Memory();
        new TraceReplay(new DirtyTrace("x", [new TraceInterval(0, [new PageRun(1, 1)])])).Advance(memory.Blocks[0], 100);
        Assert.Equal(0, memory.Blocks[0].Dirty.CountMarked());
    }

    /// <summary>
    /// It runs on the guest's thread while a migration is measured: it may neither go through all runs of an interval nor allocate per
    /// page.
    /// </summary>
    [Fact]
    public void Writing_CostsWhatItWrites()
    {
        using GuestMemory memory = Memory();
        OnceRuns runs = new([.. Enumerable.Range(0, 8).Select(page => new PageRun((uint)page, 1))]);
        TraceReplay replay = new(new DirtyTrace("x", [new TraceInterval(8000, runs)]));
        replay.Advance(memory.Blocks[0], 8);
        const int Steps = 100_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        replay.Advance(memory.Blocks[0], Steps);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < Steps, "less than a byte for each of the pages written");
        Assert.Equal(1, runs.Enumerations);
    }

    [Fact]
    public void ImageWithTrace_IsFilledAndDirtied()
    {
        byte[] pages = new byte[8 * Page.SizeBytes];
        new Random(3).NextBytes(pages);
        PageImageHeader header = new("test", DateTimeOffset.UnixEpoch, true, [new PageRegion(0, 8, "x")], "snapshot");
        using (ImageOutput output = new(_folder["a.pages.zst"], 1))
        {
            PageImageWriter writer = new(output.Stream, header);
            writer.WritePages(pages);
            foreach (TraceInterval interval in Intervals) writer.WriteInterval(interval);
            writer.Complete();
            output.Commit();
        }

        using GuestWorkload workload = Guests.Create($"image:{_folder["a.pages.zst"]}");
        using GuestMemory memory = Guests.Filled(workload);
        Assert.Equal(pages, memory.Blocks[0].GetSpan(0, pages.Length).ToArray());
        Assert.Equal(TraceReplay.OperationsPerSecond, workload.Program.OperationsPerSecond);
        workload.Program.DoOperations(memory, 11, 0);
        Assert.Equal(4, memory.Blocks[0].Dirty.CountMarked());
    }

    /// <summary>Counts how often all runs are gone through.</summary>
    private sealed class OnceRuns(PageRun[] runs) : IReadOnlyList<PageRun>
    {
        public int Enumerations { get; private set; }

        public int Count => runs.Length;

        public PageRun this[int index] => runs[index];

        public IEnumerator<PageRun> GetEnumerator()
        {
            Enumerations++;
            return ((IEnumerable<PageRun>)runs).GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static GuestMemory Memory() => new([new RamBlockSpec("x", 8 * Page.SizeBytes)]);

    private static IEnumerable<long> Written(GuestMemory memory, TraceReplay replay, int steps)
    {
        RamBlock block = memory.Blocks[0];
        block.Dirty.Clear();
        replay.Advance(block, steps);
        return Enumerable.Range(0, (int)block.PageCount).Select(page => (long)page).Where(block.Dirty.IsMarked);
    }
}
