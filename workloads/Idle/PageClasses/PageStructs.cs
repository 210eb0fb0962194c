using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>
/// The kernel's array of <c>struct page</c>, 64 bytes for each page of memory [Linux include/linux/mm_types.h]: flags, a list head
/// that points to itself while the page is on no list, a map count of −1 and a reference count.
/// </summary>
internal static class PageStructs
{
    private const int StructBytes = 64;
    private const ulong Flags = 0x000f_ffff_c000_1000;
    private const ulong NoMapping = 0x0000_0001_ffff_ffff;
    private const ulong ListPoison1 = 0xdead_0000_0000_0100;
    private const ulong ListPoison2 = 0xdead_0000_0000_0122;

    /// <inheritdoc cref="ClassWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, long pageNumber)
    {
        // In one page in twenty-five all the pages described are in use by the kernel, off every list; share and reason are assumed.
        bool inUse = random.Chance(0.04);
        ulong self = KernelAddresses.MemoryMap + ((ulong)pageNumber * (ulong)page.Length) + 8;
        // Most of the array describes free pages; in one page in ten (assumed) an entry here and there
        // belongs to a cache or to a process.
        double odd = random.Chance(0.1) ? 0.05 : 0;
        for (int at = 0; at < page.Length; at += StructBytes, self += StructBytes)
        {
            Span<byte> entry = page.Slice(at, StructBytes);
            bool isOdd = random.Chance(odd);
            Set(entry, 0, isOdd ? Flags | 0x68 : Flags);
            Set(entry, 1, inUse ? ListPoison1 : isOdd ? KernelAddresses.MemoryMap + (ulong)random.Below(1 << 24) : self);
            Set(entry, 2, inUse ? ListPoison2 : self);
            if (isOdd) Set(entry, 3, KernelAddresses.DirectMap + ((ulong)random.Below(1 << 24) * 8));
            Set(entry, 6, NoMapping);
        }
    }

    private static void Set(Span<byte> entry, int word, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(entry[(word * 8)..], value);
}
