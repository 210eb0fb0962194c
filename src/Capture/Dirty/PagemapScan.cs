using System.Runtime.InteropServices;
using MultifdBench.Capture.Processes;

namespace MultifdBench.Capture.Dirty;

/// <summary>
/// The PAGEMAP_SCAN ioctl [Linux Documentation/admin-guide/mm/pagemap.rst]: which pages have been written since they were last
/// write-protected, protecting them again in the same step. Ranges must be registered with userfaultfd in asynchronous write-protect mode.
/// </summary>
internal static unsafe partial class PagemapScan
{
    private const nuint Request = 0xC0606610; // _IOWR('f', 16, struct pm_scan_arg)
    private const ulong WriteProtectMatching = 1;
    private const ulong CheckWriteProtectable = 2;
    private const ulong IsWritten = 1 << 1;
    private const ulong IsThere = (1 << 3) | (1 << 4); // present or swapped out: a page that was never touched is not protected either
    private const int BatchRegions = 4096;

    /// <summary>Calls <paramref name="written"/> for each run of written pages of a range and write-protects them.</summary>
    /// <param name="process">Whose pages.</param>
    /// <param name="start">First address.</param>
    /// <param name="end">Address behind the last.</param>
    /// <param name="written">Receives address and end of each run; a page may come twice.</param>
    /// <returns>False when the kernel refuses: too old, or the range is not registered.</returns>
    public static bool TryCollect(LiveProcess process, ulong start, ulong end, Action<ulong, ulong> written)
    {
        PageRange* batch = stackalloc PageRange[BatchRegions];
        Argument argument = new()
        {
            Size = (ulong)sizeof(Argument),
            Flags = WriteProtectMatching | CheckWriteProtectable,
            Start = start,
            End = end,
            Vector = (ulong)batch,
            VectorLength = BatchRegions,
            CategoryMask = IsWritten,
            CategoryAnyOf = IsThere,
            ReturnMask = IsWritten,
        };
        int fd = (int)process.Pagemap.DangerousGetHandle();
        while (argument.Start < end)
        {
            int found = Ioctl(fd, Request, &argument);
            if (found < 0) return false;
            for (int i = 0; i < found; i++) written(batch[i].Start, batch[i].End);
            if (argument.WalkEnd <= argument.Start) break;
            argument.Start = argument.WalkEnd;
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int fd, nuint request, Argument* argument);

    /// <summary>struct pm_scan_arg [linux/fs.h].</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Argument
    {
        public ulong Size, Flags, Start, End, WalkEnd, Vector, VectorLength, MaxPages;
        public ulong CategoryInverted, CategoryMask, CategoryAnyOf, ReturnMask;
    }

    /// <summary>struct page_region [linux/fs.h].</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PageRange
    {
        public ulong Start, End, Categories;
    }
}
