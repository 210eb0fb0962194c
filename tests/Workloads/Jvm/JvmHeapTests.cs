using MultifdBench.Guest;
using MultifdBench.Workloads;

namespace MultifdBench.Tests.Workloads.Jvm;

/// <summary>A collector could walk the heap: objects lie one behind the other, and references point into it.</summary>
public sealed class JvmHeapTests
{
    private const int RegionBytes = 1 << 20;
    private const uint HeapBase = 0xc000_0000;

    private static readonly Dictionary<uint, int> ObjectBytes = new()
    {
        [0xec20] = 24,
        [0xf748] = 24,
        [0x1b_f0c0] = 32,
        [0xe140] = 24,
        [0x13_6230] = 40,
        [0x0100_3800] = 48,
        [0x0100_3a18] = 40,
        [0xb_2048] = 48,
        [0x13_5fe0] = 32,
        [0x11_a058] = 16,
    };

    private static readonly Dictionary<uint, int> ElementBytes = new() { [0x6848] = 1, [0x6c38] = 4, [0x1550] = 4, [0x13_6938] = 4 };

    [Fact]
    public void Regions_AreWalkedFromTheirFirstObjectToTheirLast()
    {
        using var workload = Guests.Create("jvm", mib: 128);
        using GuestMemory memory = Guests.Filled(workload);
        (long first, long count) = SyntheticGuest.Of(workload)!.ServerPages(memory);
        RamBlock block = memory.Blocks[0];
        int regions = 0;
        HashSet<uint> classes = [];
        long regionPages = RegionBytes / Page.SizeBytes;
        // Regions end with the memory; in front of them is what is not of the heap.
        for (long page = first + count - regionPages; page > first + (count / 8); page -= regionPages, regions++)
            Walk(block.GetSpan(page << Page.Shift, RegionBytes), classes);
        Assert.InRange(regions, 8, count / regionPages);
        Assert.Equal(ObjectBytes.Count + ElementBytes.Count, classes.Count);
    }

    private static void Walk(ReadOnlySpan<byte> region, HashSet<uint> classes)
    {
        for (int at = 0; at + 16 <= region.Length;)
        {
            uint mark = BitConverter.ToUInt32(region[at..]);
            uint kind = BitConverter.ToUInt32(region[(at + 8)..]);
            // Unlocked, or moved to a place in the heap.
            Assert.True((mark & 7) == 1 && mark < 128 || (mark & 7) == 3 && mark >= HeapBase, $"{at:x}: mark {mark:x}");
            classes.Add(kind);
            if (ElementBytes.TryGetValue(kind, out int bytes))
                at += (16 + (bytes * BitConverter.ToInt32(region[(at + 12)..])) + 7) & ~7;
            else
            {
                Assert.True(ObjectBytes.TryGetValue(kind, out bytes), $"{at:x}: class {kind:x}");
                bool isString = kind == 0xec20;
                if (isString) Assert.True(BitConverter.ToUInt32(region[(at + 20)..]) >= HeapBase, $"{at:x}: a string without an array");
                at += bytes;
            }
        }
    }
}
