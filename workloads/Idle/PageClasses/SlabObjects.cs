using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>
/// Kernel objects of one type, slab by slab: list heads that point to themselves, pointers to other objects and to the type's
/// operations, counters, and fields that are still zero. All objects of a page have the same fields in the same places.
/// </summary>
internal static class SlabObjects
{
    private const int MaxWords = 64;

    private enum Field : byte { Zero, EmptyList, OtherObject, Operations, Counter, Flags, Hash }

    /// <inheritdoc cref="ClassWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, long pageNumber)
    {
        Span<Field> fields = stackalloc Field[MaxWords];
        int words = 16 + random.Below(MaxWords - 16);
        Describe(ref random, fields[..words]);
        ulong operations = KernelAddresses.Image + ((ulong)random.Below(1 << 20) * 16);
        for (int at = 0; at + sizeof(ulong) <= page.Length; at += sizeof(ulong))
        {
            ulong self = KernelAddresses.DirectMap + ((ulong)pageNumber << Page.Shift) + (ulong)at;
            BinaryPrimitives.WriteUInt64LittleEndian(page[at..], Value(ref random, fields[at / sizeof(ulong) % words], self, operations));
        }
    }

    private static void Describe(ref SeededRandom random, Span<Field> fields)
    {
        fields.Clear();
        double used = 0.32 + (0.2 * random.Unit());
        for (int i = 0; i < fields.Length; i++)
        {
            if (!random.Chance(used)) continue;
            fields[i] = (Field)(1 + random.Below(6));
            if (fields[i] == Field.EmptyList && i + 1 < fields.Length) fields[++i] = Field.EmptyList;
        }
    }

    private static ulong Value(ref SeededRandom random, Field field, ulong self, ulong operations) => field switch
    {
        Field.Zero => 0,
        Field.EmptyList => self & ~15UL,
        Field.OtherObject => (self & ~0xFFF_FFFFUL) + ((ulong)random.Below(1 << 21) * 64),
        Field.Operations => operations,
        Field.Counter => (ulong)random.Below(4),
        Field.Flags => 0x0000_0004_0000_0021,
        _ => random.Next() & 0xFFFF_FFFF,
    };
}
