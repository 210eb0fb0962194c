using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>Sparse pages: hash buckets, tree nodes and per-processor areas with a pointer here and there.</summary>
internal static class TreeNodes
{
    /// <inheritdoc cref="ClassWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, long pageNumber) => Scatter(ref random, page, 54 + random.Below(26));

    /// <summary>A page that is hardly used.</summary>
    public static void WriteSparse(ref SeededRandom random, Span<byte> page, long pageNumber) =>
        Scatter(ref random, page, 1 + random.Below(17));

    private static void Scatter(ref SeededRandom random, Span<byte> page, int pointers)
    {
        for (int i = 0; i < pointers; i++)
        {
            int word = random.Below(page.Length / sizeof(ulong));
            ulong pointer = KernelAddresses.DirectMap + ((ulong)random.Below(1 << 26) * 8);
            BinaryPrimitives.WriteUInt64LittleEndian(page[(word * sizeof(ulong))..], pointer);
        }
    }
}
