namespace MultifdBench.Workloads.Pages;

/// <summary>
/// The ranges of x86-64 kernel addresses that fill kernel pages, with page tables of five levels [Linux
/// Documentation/arch/x86/x86_64/mm.rst], each
/// moved somewhere as KASLR does. What is above the moving bytes matters: with four levels the array of page structs compresses half as
/// well again with LZ4, because more of an address is 0xff.
/// </summary>
internal static class KernelAddresses
{
    /// <summary>The direct map of physical memory, moved by KASLR: what slab objects point to.</summary>
    public const ulong DirectMap = 0xff2c_91e3_4000_0000;

    /// <summary>The array of <c>struct page</c>.</summary>
    public const ulong MemoryMap = 0xffc7_52a6_c000_0000;

    /// <summary>The object to which the pages of a process are charged [Linux Documentation/admin-guide/cgroup-v2.rst].</summary>
    public const ulong MemoryControl = DirectMap + 0x7fe9_e000;

    /// <summary>The kernel image: functions and constant data.</summary>
    public const ulong Image = 0xffff_ffff_9d00_0000;
}
