using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Source;

/// <summary>
/// Pages of one RAM block on their way to a channel (QEMU's <c>MultiFDPages_t</c>). There is one more of these than channels have room for:
/// handing over swaps the full one for an empty one.
/// </summary>
internal sealed class PageBatch
{
    private readonly long[] _offsets = new long[PacketHeader.PagesPerPacket];

    public RamBlock? Block { get; private set; }

    public int Count { get; private set; }

    public bool IsFull => Count == _offsets.Length;

    public ReadOnlySpan<long> Offsets => _offsets.AsSpan(0, Count);

    /// <summary>Whether a page of <paramref name="block"/> can join: a packet names one block.</summary>
    public bool Accepts(RamBlock block) => !IsFull && (Count == 0 || Block == block);

    public void Add(RamBlock block, long page)
    {
        Block = block;
        _offsets[Count++] = page << Page.Shift;
    }

    public void Clear() => Count = 0;
}
