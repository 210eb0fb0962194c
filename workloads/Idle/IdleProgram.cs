using MultifdBench.Guest;
using MultifdBench.Workloads.Areas;
using MultifdBench.Workloads.Running;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Idle;

/// <summary>
/// A Linux guest that has started and does nothing: mostly zero pages, a kernel's and its services' pages among them, and the few
/// writes of timers, scheduler and write-back. One operation is one page write.
/// </summary>
internal sealed class IdleProgram : IGuestProgram
{
    private readonly IdleParameters _parameters;
    private readonly ulong _seed;
    private AreaPages? _pages;
    private IdleActivity? _activity;

    private IdleProgram(IdleParameters parameters, ulong seed)
    {
        _parameters = parameters;
        _seed = seed;
    }

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } =
        ScenarioGenerator.OfProgram("idle", (parameters, request) => new IdleProgram(IdleParameters.Read(parameters), request.Seed));

    /// <inheritdoc/>
    public double OperationsPerSecond => _parameters.PageWritesPerSecond;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        RamBlock block = memory.Blocks[0];
        Extent[] extents = AreaPlan.Plan(_parameters.AreaPages(block.LengthBytes), block.PageCount, _parameters.ZeroRuns, _seed);
        _pages = new AreaPages(extents, _seed);
        _pages.Write(block);
        Rewind();
    }

    /// <inheritdoc/>
    public void Rewind() => _activity = new IdleActivity(_parameters, _pages!, _seed);

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs)
    {
        if (_activity is null) throw new InvalidOperationException("The guest's memory has not been filled.");
        _activity.Write(memory.Blocks[0], count, guestNs);
    }
}
