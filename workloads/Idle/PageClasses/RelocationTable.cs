using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>The kernel's tables of places to relocate: rising 32-bit offsets, some regions with a step of a few words.</summary>
internal static class RelocationTable
{
    /// <inheritdoc cref="ClassWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, long pageNumber)
    {
        // Up to 48 or up to 6144 bytes of code from one place to the next; the wider the gap, the less there is to compress.
        int maxStep = 48 << random.Below(8);
        WriteRising(ref random, page, 0xfe00_0000, maxStep, align: 1);
    }

    /// <summary>Places inside tables of pointers: multiples of eight close to each other.</summary>
    public static void WriteDense(ref SeededRandom random, Span<byte> page, long pageNumber) =>
        WriteRising(ref random, page, 0x8200_0000, 4 + random.Below(9), align: 8);

    private static void WriteRising(ref SeededRandom random, Span<byte> page, uint start, int maxStep, uint align)
    {
        uint value = start + ((uint)random.Below(1 << 20) * align);
        for (int i = 0; i < page.Length; i += sizeof(uint))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(page[i..], value);
            // The square makes short steps common and long ones rare: assumed.
            double share = random.Unit();
            value += align * (1 + (uint)(share * share * maxStep));
        }
    }
}
