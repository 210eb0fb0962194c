using MultifdBench.Guest;
using MultifdBench.Workloads.RedisYcsb;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Tests.Workloads;

/// <summary>The heap's content against a real Redis 7.0 under YCSB: figures measured there with 600,000 records.</summary>
public sealed class RedisHeapTests : IClassFixture<RedisHeapTests.Heap>
{
    private readonly Heap _heap;

    public RedisHeapTests(Heap heap) => _heap = heap;

    [Fact]
    public void Ratios_AreWithin3Percent()
    {
        PageStatistics all = PageStatistics.OfOrSkip(_heap.Pages());
        Assert.InRange(all.ZlibRatio, 0.97 * 1.988, 1.03 * 1.988);
        Assert.InRange(all.ZstdRatio, 0.97 * 1.990, 1.03 * 1.990);
        Assert.InRange(all.EntropyBits, 5.53, 5.73);
        Assert.InRange(all.ZeroByteShare, 0.284, 0.314);
        Assert.InRange(all.ShareBetween(1.34, 1.37), 0.53, 0.57);
        double[] deciles = [3.41, 3.55, 4.03, 8.16];
        for (int i = 0; i < deciles.Length; i++) Assert.InRange(all.Quantile(0.6 + (0.1 * i)), 0.9 * deciles[i], 1.1 * deciles[i]);
    }

    [Fact]
    public void Streams_AreWithin3Percent()
    {
        byte[][] pages = [.. _heap.Pages().Where(page => page.AsSpan().ContainsAnyExcept((byte)0))];
        Assert.InRange(PageStreams.ZstdRatio(pages), 0.97 * 2.030, 1.03 * 2.030);
        Assert.InRange(PageStreams.ZlibRatioOrSkip(pages), 0.97 * 1.926, 1.03 * 1.926);
    }

    [Fact]
    public void ValuePages_AreWithinOneAndAHalfPercent()
    {
        PageStatistics values = PageStatistics.OfOrSkip(_heap.Pages(SizeClass.Value).Take(4096));
        Assert.InRange(values.ZlibRatio, 0.985 * 1.356, 1.015 * 1.356);
    }

    [Theory]
    [InlineData(SizeClass.Value, 54.7)]
    [InlineData(SizeClass.Entry, 21.9)]
    [InlineData(SizeClass.Header, 6.8)]
    [InlineData(SizeClass.Table, 6.3)]
    [InlineData(SizeClass.FieldName, 3.9)]
    [InlineData(SizeClass.Node1, 1.8)]
    [InlineData(SizeClass.Object, 0.8)]
    internal void ClassShares_AreWithinOnePoint(SizeClass sizeClass, double percent)
    {
        var layout = new HeapLayout(600_000, 64, seed: 1);
        double share = 100.0 * layout.SlabPagesOf(sizeClass).Length * Slabs.Pages(sizeClass) / layout.PageCount;
        Assert.InRange(share, percent - 1, percent + 1);
        Assert.InRange(layout.PageCount, 0.99 * 299_984, 1.01 * 299_984);
    }

    [Fact]
    public void ZeroPages_AreFew()
    {
        long zero = _heap.Pages().LongCount(page => !page.AsSpan().ContainsAnyExcept((byte)0));
        Assert.InRange((double)zero / _heap.Layout.PageCount, 0, 0.007);
    }

    /// <summary>One guest for the whole class: filling is the slow part.</summary>
    public sealed class Heap : IDisposable
    {
        private readonly GuestMemory _memory;

        public Heap()
        {
            GuestWorkload workload = Guests.Create("redis-ycsb-b", mib: 384, overrides: ("records", "77000"));
            _memory = Guests.Filled(workload);
            Layout = ((RedisYcsbProgram)workload.Program).Layout!;
        }

        internal HeapLayout Layout { get; }

        internal IEnumerable<byte[]> Pages() => Guests.Pages(_memory.Blocks[0], First, Layout.PageCount);

        internal IEnumerable<byte[]> Pages(SizeClass sizeClass)
        {
            int[] slabs = Layout.SlabPagesOf(sizeClass).ToArray();
            return slabs.SelectMany(page => Guests.Pages(_memory.Blocks[0], First + page, Slabs.Pages(sizeClass)));
        }

        public void Dispose() => _memory.Dispose();

        private long First => _memory.Blocks[0].PageCount - Layout.PageCount;
    }
}
