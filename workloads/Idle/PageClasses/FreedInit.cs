using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>
/// Start-up code and data that the kernel has freed and overwritten with 0xcc [Linux include/linux/poison.h, POISON_FREE_INITMEM]:
/// every sixth non-zero page of a small guest, all alike.
/// </summary>
internal static class FreedInit
{
    private const byte Poison = 0xcc;

    /// <inheritdoc cref="ClassWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, long pageNumber) => page.Fill(Poison);
}
