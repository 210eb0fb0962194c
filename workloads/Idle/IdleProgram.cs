using MultifdBench.Guest;
using MultifdBench.Workloads.Areas;
using MultifdBench.Workloads.Running;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Idle;

/// <summary>
/// A Linux guest that has started and does nothing: a kernel's and its services' pages, whatever else its areas are, and the few writes of
/// timers, scheduler and write-back. One operation is one page write.
/// </summary>
/// <param name="guest">How it writes.</param>
/// <param name="areasOf">What its pages are, in order of addresses, for a size of memory in bytes.</param>
/// <param name="zeroRuns">How zero pages lie between.</param>
/// <param name="seed">Of pages and writes.</param>
internal sealed class IdleProgram(
    IdleParameters guest, Func<long, IReadOnlyList<(Area Area, long Pages)>> areasOf, ZeroRuns zeroRuns, ulong seed) : IGuestProgram
{
    private readonly IdleGuest _guest = new(guest, seed);

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } = ScenarioGenerator.OfProgram("idle", (parameters, request) =>
    {
        IdleParameters own = IdleParameters.Read(parameters);
        return new IdleProgram(own, own.AreaPages, own.ZeroRuns, request.Seed);
    });

    /// <inheritdoc/>
    public double OperationsPerSecond => guest.PageWritesPerSecond;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        RamBlock block = memory.Blocks[0];
        _guest.Fill(block, block.PageCount, areasOf(block.LengthBytes), zeroRuns);
    }

    /// <inheritdoc/>
    public void Rewind() => _guest.Rewind();

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs) => _guest.Write(memory.Blocks[0], count, guestNs);
}
