using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>
/// The kernel's array of <c>struct page</c>, 64 bytes for each page of memory [Linux include/linux/mm_types.h]: flags, a list head
/// that points to itself while the page is on no list, a map count of −1 and a reference count. Most of it describes free pages. Where
/// pages belong to files, an entry says to which, at which index, and what it is chained to.
/// </summary>
internal static class PageStructs
{
    private const int StructBytes = 64;
    private const int BlockPages = 16;
    private const ulong Flags = 0x000f_ffff_c000_0000;
    private const ulong CachedFlags = Flags | 0x36;
    private const ulong OffLists = 0xffff_ffff;
    private const ulong ReservedCount = 0x0000_0001_ffff_ffff;
    private const ulong ListPoison1 = 0xdead_0000_0000_0100;
    private const ulong ListPoison2 = 0xdead_0000_0000_0122;

    /// <inheritdoc cref="PageKindWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, PagePlace place)
    {
        // Sixteen pages describe 4 MiB of memory, which mostly are in one use.
        double form = new PagePlace(place.Page, 0, place.Seed, (int)(place.Page / BlockPages)).Trait(0);
        ulong self = Self(page, place);
        if (form < 0.04) WriteReserved(page);
        else if (form < 0.18) WriteCached(ref random, page, self, place);
        else WriteFree(page, self);
    }

    /// <summary>Where nearly all memory is in use, most of it for files.</summary>
    public static void WriteUsed(ref SeededRandom random, Span<byte> page, PagePlace place) =>
        WriteCached(ref random, page, Self(page, place), place);

    private static ulong Self(Span<byte> page, PagePlace place) => KernelAddresses.MemoryMap + ((ulong)place.Page * (ulong)page.Length) + 8;

    private static void WriteFree(Span<byte> page, ulong self)
    {
        for (int at = 0; at < page.Length; at += StructBytes, self += StructBytes)
        {
            Set(page, at, Flags);
            Set(page, at + 8, self);
            Set(page, at + 16, self);
            Set(page, at + 48, OffLists);
        }
    }

    /// <summary>Pages that belong to the kernel's image or its allocator's larger blocks, off every list: all alike.</summary>
    private static void WriteReserved(Span<byte> page)
    {
        for (int at = 0; at < page.Length; at += StructBytes)
        {
            Set(page, at, Flags | 0x1000);
            Set(page, at + 8, ListPoison1);
            Set(page, at + 16, ListPoison2);
            Set(page, at + 48, ReservedCount);
        }
    }

    private static void WriteCached(ref SeededRandom random, Span<byte> page, ulong self, PagePlace place)
    {
        ulong file = KernelAddresses.DirectMap + ((ulong)place.Trait(1, 1 << 20) << 9) + 0x158;
        ulong index = (ulong)place.Trait(2, 1 << 10);
        for (int at = 0; at < page.Length; at += StructBytes, self += StructBytes)
        {
            ulong bits = random.Next();
            if ((bits & 31) == 0)
            {
                file = KernelAddresses.DirectMap + ((bits >> 8 & 0xf_ffff) << 9) + 0x158;
                index = 0;
            }

            bool isNext = (bits >> 32 & 7) < 5;
            Set(page, at, CachedFlags);
            Set(page, at + 8, isNext ? self - StructBytes : KernelAddresses.MemoryMap + 8 + ((bits >> 36 & 0x3_ffff) << 6));
            Set(page, at + 16, isNext ? self + StructBytes : KernelAddresses.MemoryMap + 8 + ((bits >> 40 & 0x3_ffff) << 6));
            Set(page, at + 24, file);
            Set(page, at + 32, index++);
            Set(page, at + 48, ReservedCount);
            Set(page, at + 56, KernelAddresses.MemoryControl);
        }
    }

    private static void Set(Span<byte> page, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(page[at..], value);
}
