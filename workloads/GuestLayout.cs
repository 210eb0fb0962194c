using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Workloads;

/// <summary>The RAM blocks of the synthetic guests.</summary>
internal static class GuestLayout
{
    /// <summary>QEMU's name for the main memory of a PC.</summary>
    public const string MainBlock = "pc.ram";

    /// <summary>All memory in one block.</summary>
    /// <exception cref="UsageException">The size is not a positive multiple of the page size.</exception>
    public static IReadOnlyList<RamBlockSpec> SingleBlock(long memoryBytes)
    {
        if (memoryBytes <= 0 || memoryBytes % Page.SizeBytes != 0)
            throw new UsageException(
                $"--memory is {memoryBytes} bytes; a positive multiple of {Page.SizeBytes} is needed, for example 256MiB.");
        return [new RamBlockSpec(MainBlock, memoryBytes)];
    }
}
