using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>Tables of the kernel's own addresses, rising by the size of what they point to: exports, system calls, trace points.</summary>
internal static class PointerTable
{
    /// <inheritdoc cref="ClassWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, long pageNumber)
    {
        ulong address = KernelAddresses.Image + ((ulong)random.Below(1 << 22) * 4);
        int steps = 6 + random.Below(5);
        for (int at = 0; at < page.Length; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(page[at..], address);
            address += 4 * (ulong)(2 + random.Below(steps));
        }
    }
}
