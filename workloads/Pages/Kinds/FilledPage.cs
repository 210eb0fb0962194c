using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages.Kinds;

/// <summary>Pages of one byte over and over.</summary>
internal static class FilledPage
{
    private const byte PoisonFreeInitMemory = 0xcc; // [Linux include/linux/poison.h]

    /// <summary>Start-up code and data that the kernel has freed and overwritten.</summary>
    public static void WriteFreedInit(ref SeededRandom random, Span<byte> page, PagePlace place) => page.Fill(PoisonFreeInitMemory);

    /// <summary>Bitmaps of all ones, and erased flash in images of firmware.</summary>
    public static void WriteAllOnes(ref SeededRandom random, Span<byte> page, PagePlace place) => page.Fill(0xff);
}
