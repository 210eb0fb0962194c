using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites;

/// <summary>
/// The zero-page scan over all-zero memory, in a core's L2 cache and larger than all caches, beside what bounds it: reading the same
/// memory, and copying it. One operation is the whole memory.
/// </summary>
public class ZeroPageScanSuite
{
    private GuestMemory _memory = null!;
    private GuestMemory _copy = null!;

    /// <summary>Memory scanned, KiB: 256 fits L2, 262,144 no cache.</summary>
    [Params(256, 262_144)]
    public int KiB { get; set; } = 256;

    /// <summary>Bytes that one operation works on.</summary>
    public long Bytes => KiB * 1024L;

    [GlobalSetup]
    public void SetUp()
    {
        _memory = new GuestMemory([new RamBlockSpec("scan", Bytes)]);
        _copy = new GuestMemory([new RamBlockSpec("copy", Bytes)]);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _memory.Dispose();
        _copy.Dispose();
    }

    /// <summary>The scan as the engine calls it.</summary>
    [Benchmark(Baseline = true)]
    public long Scan()
    {
        RamBlock block = _memory.Blocks[0];
        long zero = 0;
        for (long page = 0; page < block.PageCount; page++) zero += ZeroPageScan.IsZero(block.GetPage(page)) ? 1 : 0;
        return zero;
    }

    [Benchmark]
    public long Scan256()
    {
        RamBlock block = _memory.Blocks[0];
        long zero = 0;
        for (long page = 0; page < block.PageCount; page++) zero += ZeroPageScan.IsZero256(block.GetPage(page)) ? 1 : 0;
        return zero;
    }

    [Benchmark]
    public long Scan128()
    {
        RamBlock block = _memory.Blocks[0];
        long zero = 0;
        for (long page = 0; page < block.PageCount; page++) zero += ZeroPageScan.IsZero128(block.GetPage(page)) ? 1 : 0;
        return zero;
    }

    /// <summary>A loop over 8-byte words.</summary>
    [Benchmark]
    public long ScanScalar()
    {
        RamBlock block = _memory.Blocks[0];
        long zero = 0;
        for (long page = 0; page < block.PageCount; page++) zero += ZeroPageScan.IsZeroScalar(block.GetPage(page)) ? 1 : 0;
        return zero;
    }

    /// <summary>Streaming read: every byte is loaded and summed, nothing is decided.</summary>
    [Benchmark]
    public ulong Read()
    {
        RamBlock block = _memory.Blocks[0];
        Vector512<ulong> a = default, b = default, c = default, d = default;
        for (long page = 0; page < block.PageCount; page++)
        {
            ref ulong words = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, ulong>(block.GetPage(page)));
            for (nuint i = 0; i < Page.SizeBytes / sizeof(ulong); i += 32)
            {
                a += Vector512.LoadUnsafe(ref words, i);
                b += Vector512.LoadUnsafe(ref words, i + 8);
                c += Vector512.LoadUnsafe(ref words, i + 16);
                d += Vector512.LoadUnsafe(ref words, i + 24);
            }
        }

        return Vector512.Sum(a + b + c + d);
    }

    /// <summary>Copying page by page.</summary>
    [Benchmark]
    public void Copy()
    {
        RamBlock from = _memory.Blocks[0], to = _copy.Blocks[0];
        for (long page = 0; page < from.PageCount; page++) from.GetPage(page).CopyTo(to.GetPage(page));
    }
}
