using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Workloads.Random;

/// <summary>
/// Memory that no codec can shrink and that nobody writes: the ceiling of the transport, and what compression costs when it gains nothing.
/// </summary>
internal sealed class RandomProgram(ulong seed) : IGuestProgram
{
    /// <summary>Its line in the catalog.</summary>
    public static WorkloadDefinition Definition { get; } = new(
        "random", null, "incompressible memory that is never written",
        request => new GuestWorkload(request.Name, GuestLayout.SingleBlock(request.MemoryBytes), new RandomProgram(request.Seed)));

    /// <inheritdoc/>
    public double OperationsPerSecond => 0;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory) => FillBlock(memory.Blocks[0], seed);

    /// <inheritdoc/>
    public void Rewind()
    {
        // Nothing changes while this guest runs.
    }

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs)
    {
    }

    /// <summary>Fills a block with random bytes, page by page.</summary>
    public static void FillBlock(RamBlock block, ulong seed) => PageFill.ForEachPage(block, block.PageCount, (page, bytes) =>
    {
        var random = new SeededRandom(seed, (ulong)page);
        random.Fill(bytes);
    });
}
