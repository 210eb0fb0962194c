namespace MultifdBench.Multifd.Wire;

/// <summary>A zero page on the main stream, as <c>legacy</c> detection sends it [QEMU ram.c].</summary>
public static class ZeroPageRecord
{
    /// <summary>
    /// Bytes on the wire where the page is in the block of the record before: offset with flags, and the byte that the page is filled with.
    /// </summary>
    public const int SizeBytes = sizeof(ulong) + sizeof(byte);
}
