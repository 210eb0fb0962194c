using MultifdBench.Guest;

namespace MultifdBench.Multifd.Wire;

/// <summary>Neighbouring pages of a RAM block; lies inside it.</summary>
/// <param name="Block">The block.</param>
/// <param name="First">First page.</param>
/// <param name="Count">Pages, at least one.</param>
internal readonly record struct PageRange(RamBlock Block, long First, long Count)
{
    /// <summary>The range of bytes as a message has them; null when they are no pages of the block.</summary>
    public static PageRange? Of(RamBlock block, ulong startBytes, ulong lengthBytes)
    {
        ulong total = (ulong)block.LengthBytes;
        bool isInside = lengthBytes > 0 && startBytes < total && lengthBytes <= total - startBytes;
        return isInside && startBytes % Page.SizeBytes == 0 && lengthBytes % Page.SizeBytes == 0
            ? new PageRange(block, (long)(startBytes >> Page.Shift), (long)(lengthBytes >> Page.Shift))
            : null;
    }
}
