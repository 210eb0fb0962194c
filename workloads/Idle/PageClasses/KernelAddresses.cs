namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>The three ranges of x86-64 kernel addresses that fill kernel pages [Linux Documentation/arch/x86/x86_64/mm.rst].</summary>
internal static class KernelAddresses
{
    /// <summary>The direct map of physical memory, moved by KASLR: what slab objects point to.</summary>
    public const ulong DirectMap = 0xffff_8aec_8000_0000;

    /// <summary>The array of <c>struct page</c>.</summary>
    public const ulong MemoryMap = 0xffff_fb26_4000_0000;

    /// <summary>The kernel image: functions and constant data.</summary>
    public const ulong Image = 0xffff_ffff_b600_0000;
}
