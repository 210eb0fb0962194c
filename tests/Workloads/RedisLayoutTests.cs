using System.Numerics;
using MultifdBench.Guest;
using MultifdBench.Workloads.Calibration;
using MultifdBench.Workloads.RedisYcsb;
using MultifdBench.Workloads.Running;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Tests.Workloads;

/// <summary>The rules by which the synthetic heap is laid out, each against what Redis or its allocator does.</summary>
public sealed class RedisLayoutTests
{
    private const int Slots = 2848;

    [Fact]
    public void EntryPlaces_AreTakenOnceEach()
    {
        const int Records = 1000;
        HashSet<long> taken = [];
        for (int record = 0; record < Records; record++)
        {
            for (int what = 0; what < EntryPlaces.PerRecord; what++) Assert.True(taken.Add(EntryPlaces.Ordinal(record, what)));
        }

        Assert.True(taken.Min() >= 0 && taken.Max() < EntryPlaces.Count(Records));
        // The seventh field has the place of the 4-slot table, in front of the others.
        Assert.True(EntryPlaces.Ordinal(500, EntryPlaces.FirstField + 6) < EntryPlaces.Ordinal(500, EntryPlaces.FirstField));
    }

    [Fact]
    public void SkiplistLevels_CountWhatTheySay()
    {
        for (long record = 0; record < 10_000; record++)
        {
            for (int level = 1; level <= 4; level++)
                Assert.Equal(SkiplistLevels.Level(record) == level ? 1 : 0,
                    SkiplistLevels.CountBefore(record + 1, level) - SkiplistLevels.CountBefore(record, level));
        }

        Assert.Equal(0.25 * 0.75, SkiplistLevels.CountBefore(1 << 20, 2) / (double)(1 << 20));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, Slots)]
    [InlineData(5, 0)]
    public void FieldTables_HaveTheDebtAndTheSlotsAskedFor(int debt, int slots)
    {
        FieldTables tables = new(7, debt, slots);
        for (int left = debt; left >= 0; left--)
        {
            FieldTables.Stage stage = tables.At(left);
            Assert.Equal(left, stage.Small.Count(head => head != FieldTables.None));
            Assert.Equal(FieldTables.Fields, Chains(stage.Small, stage.Next) + Chains(stage.Large, stage.Next));
            Assert.Equal(left == 0, stage.RehashIndex < 0);
        }

        if (slots != 0)
            Assert.Equal(slots, Enumerable.Range(0, 16).Sum(slot => tables.At(debt).Large[slot] == FieldTables.None ? 0 : 1 << slot));
    }

    [Fact]
    public void TablesThatNoSeedLeaves_AreRefused() =>
        Assert.Contains("use table_slots: 0", Guests.Refusal(() => _ = new FieldTables(1, debt: 5, slots: 1)), StringComparison.Ordinal);

    [Theory]
    [InlineData(600_000, 524_288)]
    [InlineData(150_000, 131_072)]
    [InlineData(262_144, 0)] // every bucket has been moved since the array became full
    [InlineData(100_000, 0)]
    public void FormerArray_IsKeptWhileTheIndexMoves(long records, long buckets) =>
    Assert.Equal(buckets, BucketArrays.FormerCount(records));

    /// <summary>A heap of 40,000 records: in the index's former array of 32,768 buckets, those that were moved are empty.</summary>
    [Fact]
    public void MovedBuckets_AreEmpty_AndEveryEntryIsInAChain()
    {
        using GuestWorkload workload = Guests.Create("redis-ycsb-b", mib: 256, overrides: ("records", "40000"));
        using GuestMemory memory = Guests.Filled(workload);
        HeapLayout layout = ((RedisYcsbProgram)workload.Program).Layout!;
        HeapMemory heap = new(memory.Blocks[0], memory.TotalPages - layout.PageCount);
        Assert.Equal(32_768, layout.FormerIndexBuckets);
        int[] former = [.. Enumerable.Range(0, 32_768)
            .Where(bucket => heap.Word((layout.FormerIndexPage << Page.Shift) + (bucket * 8L)) != 0)];
        // 7,232 insertions of two steps each, and a step passes e/(e - 1) buckets.
        Assert.InRange(former.Min() / (7232 * 2 / (1 - Math.Exp(-1))), 0.97, 1.03);
        Assert.Equal(40_000, Entries(heap, layout, layout.FormerIndexPage, layout.FormerIndexBuckets)
            + Entries(heap, layout, layout.IndexPage, layout.Buckets));
        Assert.Equal(40_000, Entries(heap, layout, layout.KeyspacePage, layout.Buckets));
    }

    [Fact]
    public void ServerTables_AreReadFromPages()
    {
        using GuestWorkload workload = Guests.Create("redis-ycsb-b", mib: 64);
        using GuestMemory memory = Guests.Filled(workload);
        HeapLayout layout = ((RedisYcsbProgram)workload.Program).Layout!;
        ServerTables tables = new();
        foreach (byte[] page in Guests.Pages(memory.Blocks[0], memory.TotalPages - layout.PageCount, layout.PageCount)) tables.Visit(page);
        Assert.Equal((3, Slots), (tables.Debt, tables.Slots));
        Assert.Equal(4, BitOperations.PopCount(Slots));
        Assert.Equal((null, null), (new ServerTables().Debt, new ServerTables().Slots));
    }

    private static int Chains(sbyte[] heads, sbyte[] next)
    {
        int count = 0;
        foreach (sbyte head in heads)
        {
            for (sbyte field = head; field != FieldTables.None; field = next[field]) count++;
        }

        return count;
    }

    private static int Entries(HeapMemory heap, HeapLayout layout, long page, long buckets)
    {
        int count = 0;
        for (long bucket = 0; bucket < buckets; bucket++)
        {
            for (ulong entry = heap.Word((page << Page.Shift) + (bucket * 8)); entry != 0; entry =
                heap.Word((long)(entry - layout.VirtualBase) + 16)) count++;
        }

        return count;
    }
}
