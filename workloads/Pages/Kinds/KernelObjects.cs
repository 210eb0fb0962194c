using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// Kernel objects of one type, slab by slab: list heads that point to themselves, pointers to other objects and to the type's
/// operations, counters, hashes, short names, and fields that are still zero. All objects of a page have the same fields in the same
/// places.
/// </summary>
internal static class KernelObjects
{
    private const int MaxWords = 128;

    private enum Field : byte { Zero, EmptyList, OtherObject, Operations, Counter, Flags, Hash, Name }

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        Span<Field> fields = stackalloc Field[MaxWords];
        int words = 16 + (8 * place.Trait(0, 14));
        var ofType = new SeededRandom(place.Style, 0);
        Describe(ref ofType, fields[..words], 0.13 + (0.4 * place.Trait(1)));
        ulong operations = KernelAddresses.Image + ((ulong)place.Trait(2, 1 << 16) * 64);
        // Some places of a slab are free: their first word points to the next one.
        int used = 110 + (int)(220 * place.Trait(3) * random.Unit());
        int at = 0;
        for (int from = 0; from < page.Length; from += words * sizeof(ulong))
        {
            ulong self = KernelAddresses.DirectMap + ((ulong)place.Page << Page.Shift) + (ulong)from;
            bool isUsed = (int)(random.Next() & 0xff) < used || from == 0;
            int end = Math.Min(words, (page.Length - from) / sizeof(ulong));
            for (int word = 0; word < end; word++, at += sizeof(ulong))
            {
                Field field = isUsed || (word & 3) != 0 ? fields[word] : Field.Zero;
                if (field != Field.Zero)
                    BinaryPrimitives.WriteUInt64LittleEndian(page[at..], Value(ref random, field, self + (ulong)(word * 8), operations));
            }
        }
    }

    private static void Describe(ref SeededRandom random, Span<Field> fields, double used)
    {
        fields.Clear();
        fields[0] = Field.OtherObject;
        for (int i = 1; i < fields.Length; i++)
        {
            if (!random.Chance(used)) continue;
            fields[i] = (Field)(1 + random.Below(7));
            if (fields[i] == Field.EmptyList && i + 1 < fields.Length) fields[++i] = Field.EmptyList;
        }
    }

    private static ulong Value(ref SeededRandom random, Field field, ulong self, ulong operations)
    {
        switch (field)
        {
            case Field.EmptyList: return self & ~15UL;
            case Field.Operations: return operations;
            case Field.Flags: return 0x0000_0004_0000_0021;
        }

        ulong bits = random.Next();
        return field switch
        {
            Field.OtherObject => (self & ~0x3f_ffffUL) + ((bits & 0xffff) << 6),
            Field.Counter => (bits & 0xff) < 230 ? bits >> 8 & 1 : bits >> 8 & 0xfff,
            Field.Hash => bits & 0xffff_ffff,
            _ => 0x6d61_7465_7273_0000UL >> (int)(bits & 0x18) | (bits >> 32 & 0x0f0f),
        };
    }
}
