using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;
using MultifdBench.Workloads.Pages.Kinds;
using MultifdBench.Workloads.Scenarios;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.Jvm;

/// <summary>
/// A Java virtual machine with a session cache: regions of 1 MiB of old objects, regions of young ones, and memory that is not of the heap.
/// A request allocates what it needs in the young regions, one behind the other. When they are full a collection moves what has survived
/// into old regions, and the young ones are filled from the first one again [OpenJDK g1].
/// </summary>
internal sealed class JvmServer : IServer
{
    private const int RegionBytes = 1 << 20;
    private const int RegionPages = RegionBytes / Page.SizeBytes;
    private const long MinPages = 2048;
    private const double NativeShare = 0.118; // counted on the sample, as the young regions' share
    private const double YoungShare = 0.25;
    private const int AreaPages = 16;
    private const ulong NativeStream = 1UL << 40;
    private const ulong RequestStream = ulong.MaxValue - 10;
    private const ulong WordPlace = 0x10_0000; // of the words that all maps share, from the heap's beginning
    private const long UnshiftedBytes = 1L << 30; // what addresses of 4 bytes reach beside the base
    private const ulong UnshiftedBase = 0xc000_0000;
    private const ulong ShiftedBase = 0x6_0000_0000;

    private readonly JvmParameters _parameters;
    private readonly ulong _seed;
    private readonly long _oldRegions;
    private readonly long _youngRegions;
    private readonly long _heapPage;
    private readonly byte[] _scratch = new byte[SessionObjects.ScratchBytes];
    private SeededRandom _random;
    private long _youngAt;
    private long _promoted;
    private ulong _served;

    private JvmServer(long pages, JvmParameters parameters, ulong seed)
    {
        PageCount = pages;
        _parameters = parameters;
        _seed = seed;
        _youngRegions = Math.Max(1, (long)Math.Round(pages * YoungShare / RegionPages));
        _oldRegions = (long)(pages * (1 - NativeShare) / RegionPages) - _youngRegions;
        _heapPage = pages - ((_oldRegions + _youngRegions) * RegionPages);
    }

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } = ServerProgram.Generator("jvm", MinPages, scenario =>
    {
        JvmParameters parameters = JvmParameters.Read(scenario);
        return (pages, seed) => new JvmServer(pages, parameters, seed);
    });

    /// <inheritdoc/>
    public long PageCount { get; }

    private int Shift => (_oldRegions + _youngRegions) * RegionBytes > UnshiftedBytes ? 3 : 0;

    /// <inheritdoc/>
    public void Write(HeapMemory memory)
    {
        Rewind();
        Parallel.For(0, _oldRegions, region => WriteOld(memory, region, new SeededRandom(_seed, (ulong)region), new byte[_scratch.Length]));
        Parallel.For(_oldRegions, _oldRegions + _youngRegions, region => WriteYoung(memory, region));
        Parallel.For(0, _heapPage, page => WriteNative(memory, page));
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        _random = new SeededRandom(_seed, RequestStream);
        _youngAt = 0;
        _promoted = 0;
        _served = 0;
    }

    /// <inheritdoc/>
    public void Serve(HeapMemory memory, int count, long guestNs)
    {
        for (int i = 0; i < count; i++) Allocate(memory);
        _served += (ulong)count;
        ServerPages.WriteHot(memory, Math.Min(_parameters.HotPages, _heapPage), _served);
    }

    private void Allocate(HeapMemory memory)
    {
        long region = _youngAt / RegionBytes;
        int at = (int)(_youngAt % RegionBytes);
        ObjectWriter heap = Writer(memory, _oldRegions + region, at);
        bool isLast = heap.Room < SessionObjects.MaxBytes;
        if (isLast) SessionObjects.WriteRest(ref heap, ref _random, _scratch);
        else SessionObjects.WriteRequest(ref heap, ref _random, _scratch);
        long from = RegionOffset(_oldRegions + region) + at;
        for (long page = from >> Page.Shift; page <= (from + heap.At - at - 1) >> Page.Shift; page++) memory.Mark(page << Page.Shift);
        _youngAt = isLast ? (region + 1) * RegionBytes : (region * RegionBytes) + heap.At;
        if (_youngAt < _youngRegions * RegionBytes) return;
        _youngAt = 0;
        Promote(memory);
    }

    private void Promote(HeapMemory memory)
    {
        for (int i = 0; i < _parameters.PromotedMib; i++)
        {
            long region = _promoted++ % _oldRegions;
            WriteOld(memory, region, _random, _scratch);
            _random.Next();
            long first = RegionOffset(region) >> Page.Shift;
            for (long page = first; page < first + RegionPages; page++) memory.Mark(page << Page.Shift);
        }
    }

    private void WriteOld(HeapMemory memory, long region, SeededRandom random, byte[] scratch)
    {
        ObjectWriter heap = Writer(memory, region, 0);
        // What was moved together has survived as many collections.
        heap.Mark = 1 + (8 * (ulong)Math.Max(0, random.Below(4) - 1));
        uint words = (uint)((Base + WordPlace) >> Shift);
        while (heap.Room >= SessionObjects.MaxBytes) SessionObjects.WriteSession(ref heap, ref random, scratch, words);
        SessionObjects.WriteRest(ref heap, ref random, scratch);
    }

    private void WriteYoung(HeapMemory memory, long region)
    {
        var random = new SeededRandom(_seed, (ulong)region);
        byte[] scratch = new byte[_scratch.Length];
        ObjectWriter heap = Writer(memory, region, 0);
        while (heap.Room >= SessionObjects.MaxBytes) SessionObjects.WriteRequest(ref heap, ref random, scratch);
        SessionObjects.WriteRest(ref heap, ref random, scratch);
    }

    /// <summary>
    /// What is not of the heap: metadata of classes and tables of addresses, most of them the same; compiled code; the card table and marks
    /// of the collector; stacks; memory that is reserved and not used.
    /// </summary>
    private void WriteNative(HeapMemory memory, long page)
    {
        var place = new PagePlace(page, (int)(page % AreaPages), _seed, (int)(page / AreaPages));
        var random = new SeededRandom(place.Style, (ulong)page);
        Span<byte> bytes = memory.Bytes(page << Page.Shift, Page.SizeBytes);
        double unit = new SeededRandom(_seed, NativeStream + (ulong)place.Content).Unit();
        switch (unit)
        {
            case < 0.30: WriteAddresses(memory, page, ref random, place); break;
            case < 0.52: HeapChunks.Write(ref random, bytes, place); break;
            case < 0.62: MachineCode.Write(ref random, bytes, place); break;
            case < 0.70: WriteMarks(memory, page, ref random); break;
            case < 0.78: SparseWords.Write(ref random, bytes, place); break;
            default: break;
        }
    }

    /// <summary>A table of addresses: one comes again and again, every tenth word is another.</summary>
    private static void WriteAddresses(HeapMemory memory, long page, ref SeededRandom random, PagePlace place)
    {
        ulong library = 0x0000_7f64_1800_0000 | ((ulong)place.Trait(0, 1 << 20) << 4);
        for (int word = 0; word < Page.SizeBytes / sizeof(ulong); word++)
        {
            ulong bits = random.Next();
            memory.SetWord((page << Page.Shift) + (word * sizeof(ulong)), (bits & 63) < 6 ? library + (bits >> 16 & 0xffff8) : library);
        }
    }

    /// <summary>Bits for the objects of the heap.</summary>
    private static void WriteMarks(HeapMemory memory, long page, ref SeededRandom random)
    {
        for (int word = 0; word < Page.SizeBytes / sizeof(ulong); word++)
        {
            ulong bits = random.Next();
            memory.SetWord((page << Page.Shift) + (word * sizeof(ulong)), bits & random.Next() & random.Next());
        }
    }

    private ulong Base => Shift == 0 ? UnshiftedBase : ShiftedBase;

    private ObjectWriter Writer(HeapMemory memory, long region, int at) => new(
        memory.Bytes(RegionOffset(region), RegionBytes), (uint)((Base + ((ulong)region * RegionBytes)) >> Shift), at, Shift);

    private long RegionOffset(long region) => (_heapPage + (region * RegionPages)) << Page.Shift;
}
