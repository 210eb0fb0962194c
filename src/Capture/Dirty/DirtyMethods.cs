namespace MultifdBench.Capture.Dirty;

/// <summary>Ways to find out which pages a process has written; the name is in headers and on the screen.</summary>
public static class DirtyMethods
{
    /// <summary>Write protection by userfaultfd, collected with PAGEMAP_SCAN (Linux 6.7 and later): exact.</summary>
    public const string PagemapScan = "pagemap-scan";

    /// <summary>Soft-dirty bits of <c>/proc/PID/pagemap</c> (kernels with CONFIG_MEM_SOFT_DIRTY): exact.</summary>
    public const string SoftDirty = "soft-dirty";

    /// <summary>
    /// Contents compared with those of the interval before: pages rewritten with the bytes they had are missed, and each interval costs
    /// reading all memory.
    /// </summary>
    public const string Snapshot = "snapshot";

    /// <summary>One line for people on what a method sees.</summary>
    public static string Describe(string method) => method switch
    {
        PagemapScan => "exact, writes found by write protection (userfaultfd)",
        SoftDirty => "the kernel's soft-dirty bits",
        _ => "contents compared; pages rewritten with the same bytes are missed, and an interval takes as long as reading all memory",
    };
}
