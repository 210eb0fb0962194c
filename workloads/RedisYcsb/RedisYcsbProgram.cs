using MultifdBench.Guest;
using MultifdBench.Workloads.Running;
using MultifdBench.Workloads.Scenarios;
using MultifdBench.Workloads.Servers;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>
/// A guest with a Redis server that YCSB has loaded and goes on asking: the pages and writes of an idle guest, and at the end of
/// memory the server's heap. One operation is one YCSB request.
/// </summary>
internal sealed class RedisYcsbProgram : IGuestProgram, IServerProgram
{
    private readonly RedisParameters _parameters;
    private readonly ulong _seed;
    private readonly FieldTables _tables;
    private readonly SurroundingGuest _guest;
    private HeapLayout? _layout;
    private Requests? _requests;
    private HeapRequests.State _state;

    private RedisYcsbProgram(RedisParameters parameters, WorkloadRequest request)
    {
        // Fails here, before anything is allocated, when the memory is too small.
        parameters.RecordsFor(request.MemoryBytes);
        _parameters = parameters;
        _seed = request.Seed;
        _guest = new SurroundingGuest(parameters.Guest, _seed);
        _tables = new FieldTables(_seed, parameters.RehashDebt, parameters.TableSlots);
        _state = new HeapRequests.State(_seed);
    }

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } =
        ScenarioGenerator.OfProgram("redis-ycsb", (parameters, request) => new RedisYcsbProgram(RedisParameters.Read(parameters), request));

    /// <inheritdoc/>
    public double OperationsPerSecond => _parameters.OperationsPerSecond > 0 ? _parameters.OperationsPerSecond : double.PositiveInfinity;

    /// <inheritdoc/>
    public long ServerPages => _layout?.PageCount ?? 0;

    /// <summary>The heap's layout, once filled.</summary>
    internal HeapLayout? Layout => _layout;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        RamBlock block = memory.Blocks[0];
        long records = _parameters.RecordsFor(block.LengthBytes);
        _layout = new HeapLayout(records, _parameters.Connections, _seed);
        _guest.Fill(block, _layout.PageCount);
        RedisHeap.Write(_layout, _tables, Heap(block, _layout), _parameters.RehashDebt, _parameters.WarmUpSeconds, _seed);
        Rewind();
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        _guest.Rewind();
        _requests = new Requests(_layout!.Records, _parameters.ReadShare, _parameters.Connections, _parameters.RehashDebt, _seed);
        _state = new HeapRequests.State(_seed);
    }

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs)
    {
        if (_layout is null || _requests is null)
            throw new InvalidOperationException("The guest's memory has not been filled.");
        RamBlock block = memory.Blocks[0];
        uint clock = RecordWriter.LoadedAt + (uint)_parameters.WarmUpSeconds + (uint)(guestNs / 1_000_000_000);
        var sink = new HeapRequests(_layout, _tables, Heap(block, _layout), _state, clock);
        _requests.Do(ref sink, count);
        _guest.WriteDue(block, guestNs);
    }

    private static HeapMemory Heap(RamBlock block, HeapLayout layout) => new(block, block.PageCount - layout.PageCount);
}
