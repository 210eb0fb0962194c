using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// Symbol tables of object files and libraries [System V ABI, Elf64_Sym]: 24 bytes of name, type, section, value and size. Names rise;
/// symbols of other files have neither section nor value.
/// </summary>
internal static class ElfSymbols
{
    private const int SymbolBytes = 24;

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        int at = -(int)(((long)place.IndexInExtent * page.Length) % SymbolBytes);
        int undefined = 30 + place.Trait(0, 190);
        bool isSorted = place.Trait(1) < 0.7;
        ulong name = (ulong)(place.Trait(2, 1 << 16) + (place.IndexInExtent * 2500));
        ulong value = (ulong)place.Trait(3, 1 << 14) * 16;
        for (; at < page.Length; at += SymbolBytes)
        {
            ulong bits = random.Next();
            name = isSorted ? name + 6 + (bits & 15) : (bits & 0xffff) + 1;
            bool isDefined = (int)(bits >> 16 & 0xff) >= undefined;
            bool isFunction = (bits >> 24 & 15) < 13;
            ulong section = isFunction ? 0x0b : 0x13 + (bits >> 28 & 3);
            Put(page, at, name | (isDefined ? (isFunction ? 0x12UL : 0x11UL) << 32 | section << 48 : 0x12UL << 32));
            if (!isDefined) continue;
            // Symbols of a section follow each other in order of addresses, each on a multiple of sixteen.
            ulong size = isFunction ? (bits >> 32 & 0x3f) * (bits >> 40 & 15) + 1 : 8UL << (int)(bits >> 44 & 3);
            Put(page, at + 8, value);
            Put(page, at + 16, size);
            value += (size + 15) & ~15UL;
        }
    }

    private static void Put(Span<byte> page, int at, ulong value)
    {
        // The page's first and last symbol may begin before it and end behind it.
        if (at >= 0 && at + sizeof(ulong) <= page.Length) BinaryPrimitives.WriteUInt64LittleEndian(page[at..], value);
    }
}
