using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Scenarios;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.Jvm;

/// <summary>
/// A Java virtual machine with a session cache: regions of 1 MiB of old objects, regions of young ones, and memory that is not of the heap.
/// The first old regions hold the words of a text and sessions as the load has made them, the others what collections have moved there;
/// large arrays have regions of their own. A request allocates what it needs in the young regions, one behind the other. When they are full
/// a collection moves what has survived into old regions, and the young ones are filled from the first one again [OpenJDK g1].
/// </summary>
internal sealed class JvmServer : IServer
{
    /// <summary>Bytes of a region.</summary>
    public const int RegionBytes = 1 << 20;

    private const int RegionPages = RegionBytes / Page.SizeBytes;
    private const long MinPages = 2048;

    // Shares of the process, of its old regions, and of tables among those of large arrays: runs of the sample that hold them.
    private const double NativeShare = 30.0 / 255;
    private const double YoungShare = 63.0 / 255;
    private const double LoadedShare = 84.0 / 149;
    private const double WordShare = 0.0055;
    private const double ArrayShare = 3.0 / 162;
    private const int TableEvery = 3;
    private const double SurvivedTwiceShare = 0.36; // of regions of the load

    private const int HotPagesPerRequest = 10;
    private const ulong RequestStream = ulong.MaxValue - 10;
    private const long UnshiftedBytes = 1L << 30; // what addresses of 4 bytes reach beside the base
    private const ulong UnshiftedBase = 0xc000_0000;
    private const ulong ShiftedBase = 0x6_0000_0000;

    private readonly JvmParameters _parameters;
    private readonly ulong _seed;
    private readonly long _oldRegions;
    private readonly long _youngRegions;
    private readonly long _loadedRegions;
    private readonly long _arrays;
    private readonly int _words;
    private readonly long _heapPage;
    private readonly int _shift;
    private readonly ulong _base;
    private readonly SessionObjects _objects;
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
        _loadedRegions = (long)(_oldRegions * LoadedShare);
        _arrays = (long)Math.Round(_oldRegions * ArrayShare);
        _words = CountWords((long)(_oldRegions * WordShare * RegionBytes));
        long heapBytes = (_oldRegions + _youngRegions) * RegionBytes;
        _heapPage = pages - (heapBytes >> Page.Shift);
        _shift = heapBytes > UnshiftedBytes ? 3 : 0;
        _base = _shift == 0 ? UnshiftedBase : ShiftedBase;
        _objects = new SessionObjects((uint)(_base >> _shift), heapBytes, _shift);
    }

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } = ServerProgram.Generator("jvm", MinPages, scenario =>
    {
        JvmParameters parameters = JvmParameters.Read(scenario);
        return (pages, seed) => new JvmServer(pages, parameters, seed);
    });

    /// <inheritdoc/>
    public long PageCount { get; }

    /// <inheritdoc/>
    public void Write(HeapMemory memory)
    {
        Rewind();
        Parallel.For(0, _oldRegions, region => WriteOld(memory, region, new SeededRandom(_seed, (ulong)region), new byte[_scratch.Length]));
        Parallel.For(_oldRegions, _oldRegions + _youngRegions, region => WriteYoung(memory, region));
        Parallel.For(0, _heapPage, page => JvmNative.Write(memory, page, _seed));
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
        long hot = Math.Min(_parameters.HotPages, _heapPage);
        for (int i = 0; i < count; i++)
        {
            Allocate(memory);
            _served++;
            // In turn: one request does not write them all, a hundredth of a second does.
            for (int page = 0; page < HotPagesPerRequest && hot > 0; page++)
                ServerPages.WriteHotPage(memory, (long)((_served * HotPagesPerRequest) + (ulong)page) % hot, _served);
        }
    }

    private void Allocate(HeapMemory memory)
    {
        long region = _youngAt / RegionBytes;
        int at = (int)(_youngAt % RegionBytes);
        ObjectWriter heap = Writer(memory, _oldRegions + region, at);
        bool isLast = heap.Room < SessionObjects.MaxBytes;
        if (isLast) _objects.WriteRest(ref heap, ref _random, _scratch);
        else _objects.WriteRequest(ref heap, ref _random, _scratch);
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
            long region = _loadedRegions + (_promoted++ % (_oldRegions - _loadedRegions));
            WriteOld(memory, region, _random, _scratch);
            _random.Next();
            long first = RegionOffset(region) >> Page.Shift;
            for (long page = first; page < first + RegionPages; page++) memory.Mark(page << Page.Shift);
        }
    }

    private void WriteOld(HeapMemory memory, long region, SeededRandom random, byte[] scratch)
    {
        ObjectWriter heap = Writer(memory, region, 0);
        // Large arrays are spread evenly over the old regions.
        long arrays = region * _arrays / _oldRegions;
        if ((region + 1) * _arrays / _oldRegions > arrays)
        {
            if (arrays % TableEvery == 0) _objects.WriteTable(ref heap, ref random, RegionBytes);
            else _objects.WriteIds(ref heap, ref random, RegionBytes);
            return;
        }

        WriteWords(ref heap, region);
        bool isLoaded = region < _loadedRegions;
        if (isLoaded && random.Chance(SurvivedTwiceShare)) heap.Mark = SessionObjects.SurvivedOnce;
        while (heap.Room >= SessionObjects.MaxBytes)
        {
            if (isLoaded) _objects.WriteLoaded(ref heap, ref random, scratch);
            else _objects.WriteMoved(ref heap, ref random, scratch);
        }

        _objects.WriteRest(ref heap, ref random, scratch);
    }

    /// <summary>The words that are in a region.</summary>
    private void WriteWords(ref ObjectWriter heap, long region)
    {
        int first = 0;
        while (first < _words && WordPlaces.OffsetOf(first) < region * RegionBytes) first++;
        int end = first;
        while (end < _words && WordPlaces.OffsetOf(end) < (region + 1) * RegionBytes) end++;
        SessionObjects.WriteWords(ref heap, first, end);
    }

    /// <summary>How many words there is room for; of those that a small heap does not have, it has the references.</summary>
    private static int CountWords(long bytes)
    {
        int words = 0;
        while (words < WordPlaces.Together && WordPlaces.OffsetOf(words) < bytes) words++;
        return words;
    }

    private void WriteYoung(HeapMemory memory, long region)
    {
        var random = new SeededRandom(_seed, (ulong)region);
        byte[] scratch = new byte[_scratch.Length];
        ObjectWriter heap = Writer(memory, region, 0);
        while (heap.Room >= SessionObjects.MaxBytes) _objects.WriteRequest(ref heap, ref random, scratch);
        _objects.WriteRest(ref heap, ref random, scratch);
    }

    private ObjectWriter Writer(HeapMemory memory, long region, int at) => new(
        memory.Bytes(RegionOffset(region), RegionBytes), (uint)((_base + ((ulong)region * RegionBytes)) >> _shift), at, _shift);

    private long RegionOffset(long region) => (_heapPage + (region * RegionPages)) << Page.Shift;
}
