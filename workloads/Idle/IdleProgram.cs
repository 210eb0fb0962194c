using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Running;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Idle;

/// <summary>
/// A Linux guest that has started and does nothing: mostly zero pages, a kernel's and its services' pages among them, and the few
/// writes of timers, scheduler and write-back. One operation is one page write.
/// </summary>
internal sealed class IdleProgram : IGuestProgram
{
    private const ulong OperationStream = ulong.MaxValue;

    private readonly IdleParameters _parameters;
    private readonly ulong _seed;
    private IdlePages? _pages;
    private long[] _hotPages = [];
    private SeededRandom _random;

    private IdleProgram(IdleParameters parameters, ulong seed)
    {
        _parameters = parameters;
        _seed = seed;
    }

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } =
        new("idle", (parameters, request) => new IdleProgram(IdleParameters.Read(parameters), request.Seed));

    /// <inheritdoc/>
    public double OperationsPerSecond => _parameters.PageWritesPerSecond;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        RamBlock block = memory.Blocks[0];
        _pages = new IdlePages(_parameters, block.PageCount, _parameters.ResidentPages(block.LengthBytes), _seed);
        _pages.Write(block);
        _hotPages = _pages.HotPages();
        Rewind();
    }

    /// <inheritdoc/>
    public void Rewind() => _random = new SeededRandom(_seed, OperationStream);

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs)
    {
        if (_hotPages.Length == 0) return;
        RamBlock block = memory.Blocks[0];
        for (int i = 0; i < count; i++)
        {
            bool hot = _random.Chance(_parameters.HotWriteShare);
            long page = hot ? _hotPages[_random.Below(_hotPages.Length)] : _pages!.PageOf(_random.Below(_pages.ResidentPages));
            // A page's clock stands always in the same place, so a page does not wear into noise however long the guest runs.
            int offset = (int)(SeededRandom.Mix((ulong)page) & (Page.SizeBytes - sizeof(ulong)));
            BinaryPrimitives.WriteInt64LittleEndian(block.GetPage(page)[offset..], guestNs);
            block.Dirty.Mark(page);
        }
    }
}
