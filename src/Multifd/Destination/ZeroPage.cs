using MultifdBench.Guest;

namespace MultifdBench.Multifd.Destination;

/// <summary>Makes a page of the destination zero.</summary>
internal static class ZeroPage
{
    /// <summary>
    /// Clears a page unless it is zero already: reading a fresh page costs less than writing it, and does not make the host back it with
    /// memory.
    /// </summary>
    public static void Clear(RamBlock block, long offset)
    {
        Span<byte> page = block.GetPage(offset >> Page.Shift);
        if (!ZeroPageScan.IsZero(page)) page.Clear();
    }
}
