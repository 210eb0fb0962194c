using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Random;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Workloads.Stress;

/// <summary>
/// The worst case for precopy: incompressible memory whose pages are written at a steady rate, each page as likely as any other, so
/// that no page is ever cold. One operation writes eight bytes of one page, as QEMU's own stress guest touches a page.
/// </summary>
internal sealed class StressProgram(ulong seed, double pagesPerSecond) : IGuestProgram
{
    private const ulong OperationStream = ulong.MaxValue;

    private SeededRandom _random = new(seed, OperationStream);

    /// <summary>Its line in the catalog.</summary>
    public static WorkloadDefinition Definition { get; } = new(
        "stress", "RATE", "incompressible memory, pages written uniformly at RATE: page writes per second (20K) or a size (40MiB/s)",
        request => new GuestWorkload(
            request.Name, GuestLayout.SingleBlock(request.MemoryBytes),
            new StressProgram(request.Seed, PageRate.Parse(WorkloadDefinition.ArgumentOf(request)))));

    /// <inheritdoc/>
    public double OperationsPerSecond => pagesPerSecond;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        RandomProgram.FillBlock(memory.Blocks[0], seed);
        Rewind();
    }

    /// <inheritdoc/>
    public void Rewind() => _random = new SeededRandom(seed, OperationStream);

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs)
    {
        RamBlock block = memory.Blocks[0];
        for (int i = 0; i < count; i++)
        {
            long page = _random.Below(block.PageCount);
            ulong word = _random.Next();
            int offset = (int)(word & (Page.SizeBytes - sizeof(ulong)));
            BinaryPrimitives.WriteUInt64LittleEndian(block.GetPage(page)[offset..], word);
            block.Dirty.Mark(page);
        }
    }
}
