using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// Relocation records of object files and libraries [System V ABI, Elf64_Rela]: 24 bytes of offset, type and symbol, addend, in
/// rising order of offsets. Those of code call and address; those of tables go up in equal steps.
/// </summary>
internal static class Relocations
{
    private const int RecordBytes = 24;
    private const ulong Pc32 = 2, Plt32 = 4, Relative = 8, Absolute32S = 11; // types of relocation [System V ABI, AMD64]

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        // Records do not end where pages do.
        int at = -(int)(((long)place.IndexInExtent * page.Length) % RecordBytes);
        double form = place.Trait(0);
        if (form < 0.4) WriteOfCode(ref random, page, at, place);
        else WriteOfTables(ref random, page, at, place, isRelative: form > 0.87);
    }

    private static void WriteOfCode(ref SeededRandom random, Span<byte> page, int at, PagePlace place)
    {
        ulong offset = (ulong)(place.Trait(1, 1 << 18) + (place.IndexInExtent * 4000));
        ulong symbols = (ulong)(24 + place.Trait(2, 700));
        int step = 6 + place.Trait(3, 26);
        for (; at < page.Length; at += RecordBytes)
        {
            ulong bits = random.Next();
            offset += 5 + ((bits & 0xffff) * (ulong)step >> 16) + ((bits >> 16 & 0xff) < 24 ? (bits >> 24 & 0xff) : 0);
            bool isCall = (bits >> 32 & 0xff) < 150;
            // A call's symbol is any function, common ones more often; data is addressed from the section's beginning.
            ulong share = bits >> 40 & 0xfff;
            ulong symbol = isCall ? 600 + ((share * share >> 12) * (share * share >> 12) * symbols >> 24) : 1 + (share & 15);
            bool isNear = (bits >> 52 & 7) < 2;
            Put(page, at, offset);
            Put(page, at + 8, (symbol << 32) | (isCall ? Plt32 : isNear ? Pc32 : Absolute32S));
            Put(page, at + 16, isCall || isNear ? unchecked((ulong)-4L) : (bits >> 53 & 0xff) << 3);
        }
    }

    private static void WriteOfTables(ref SeededRandom random, Span<byte> page, int at, PagePlace place, bool isRelative)
    {
        ulong step = isRelative ? 8u : 4u;
        ulong offset = ((ulong)place.Trait(1, 1 << 16) * 64) + ((ulong)place.IndexInExtent * (4096 / RecordBytes) * step);
        ulong target = ((ulong)place.Trait(2, 1 << 18) * 8) + ((ulong)place.IndexInExtent * 3000);
        ulong gap = 8 + (ulong)place.Trait(3, 90);
        for (; at < page.Length; at += RecordBytes, offset += step)
        {
            ulong bits = random.Next();
            ulong share = bits & 0xff;
            target += 1 + (share * share * gap >> 15);
            Put(page, at, offset);
            Put(page, at + 8, isRelative ? Relative : (1UL << 32) | Pc32);
            Put(page, at + 16, isRelative && (bits >> 8 & 3) == 0 ? target - (bits >> 10 & 0xffff) : target);
        }
    }

    private static void Put(Span<byte> page, int at, ulong value)
    {
        // The page's first and last record may begin before it and end behind it.
        if (at >= 0 && at + sizeof(ulong) <= page.Length) BinaryPrimitives.WriteUInt64LittleEndian(page[at..], value);
    }
}
