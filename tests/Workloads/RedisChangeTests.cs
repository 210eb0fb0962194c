using MultifdBench.Guest;
using MultifdBench.Workloads.RedisYcsb;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Tests.Workloads;

/// <summary>
/// What differs inside dirtied pages, against a real Redis with 600,000 records under B at 30,000 requests a second. The heap here is
/// smaller, so the requests are fewer in proportion; the server's and the connections' own pages, which do not shrink, are left out.
/// </summary>
public sealed class RedisChangeTests : IDisposable
{
    private readonly GuestWorkload _workload = Guests.Create("redis-ycsb-b", mib: 384, overrides: ("records", "77000"));
    private readonly GuestMemory _memory;
    private readonly HeapLayout _layout;

    public RedisChangeTests()
    {
        _memory = Guests.Filled(_workload);
        _layout = ((RedisYcsbProgram)_workload.Program).Layout!;
    }

    private RamBlock Block => _memory.Blocks[0];

    private long First => Block.PageCount - _layout.PageCount;

    public void Dispose()
    {
        _workload.Dispose();
        _memory.Dispose();
    }

    /// <summary>One test, since each figure needs the heap as it was just filled and the requests of the one before.</summary>
    [Fact]
    public void DirtiedPages_DifferAsMuchAsMeasured()
    {
        using var before = new GuestMemory(_workload.Layout);
        before.CopyFrom(_memory);
        Run(0, 10);
        Assert.Equal(0.163, IdenticalShare(before), 0.04);
        Assert.InRange(MedianChange(before, SizeClass.Value), 95, 101);
        Run(10, 100);
        Assert.Equal(0.245, IdenticalShare(before), 0.04);
    }

    /// <summary>Requests of tenths of a second.</summary>
    private void Run(int from, int to)
    {
        int requests = (int)(3000 * _layout.Records / 600_000);
        for (int tenth = from; tenth < to; tenth++) _workload.Program.DoOperations(_memory, requests, tenth * 100_000_000L);
    }

    private IEnumerable<long> Dirtied() => Enumerable.Range(0, (int)_layout.PageCount).Where(page => page >= _layout.FirstSlabPage)
        .Select(page => First + page).Where(page => Block.Dirty.IsMarked(page));

    private double IdenticalShare(GuestMemory before) => Dirtied().Average(page => Changed(before, page) == 0 ? 1.0 : 0.0);

    private int MedianChange(GuestMemory before, SizeClass sizeClass)
    {
        IEnumerable<long> pages = _layout.SlabPagesOf(sizeClass).ToArray()
            .SelectMany(page => Enumerable.Range(page, Slabs.Pages(sizeClass)).Select(p => First + p));
        int[] changed = [.. pages.Where(Block.Dirty.IsMarked).Select(page => Changed(before, page)).Order()];
        return changed[changed.Length / 2];
    }

    private int Changed(GuestMemory before, long page)
    {
        ReadOnlySpan<byte> old = before.Blocks[0].GetPage(page);
        ReadOnlySpan<byte> now = Block.GetPage(page);
        int changed = 0;
        for (int i = 0; i < now.Length; i++) changed += old[i] != now[i] ? 1 : 0;
        return changed;
    }
}
