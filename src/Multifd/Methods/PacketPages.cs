using System.Diagnostics;
using MultifdBench.Guest;

namespace MultifdBench.Multifd.Methods;

/// <summary>Pages of one RAM block that a packet names, in packet order, as spans over guest memory.</summary>
public readonly unsafe ref struct PacketPages
{
    private readonly byte* _block;
    private readonly ReadOnlySpan<long> _offsets;

    /// <summary>Pages of <paramref name="block"/> at <paramref name="offsets"/>.</summary>
    /// <param name="block">The block; it outlives this value.</param>
    /// <param name="offsets">Byte offsets, already validated: page-aligned and at least a page below the block's end.</param>
    public PacketPages(RamBlock block, ReadOnlySpan<long> offsets)
    {
        foreach (long offset in offsets)
            Debug.Assert(offset >= 0 && offset <= block.LengthBytes - Page.SizeBytes, "offset inside the block");
        Block = block;
        _block = block.Address;
        _offsets = offsets;
    }

    /// <summary>The block that the pages are of.</summary>
    public RamBlock Block { get; }

    /// <summary>Number of pages.</summary>
    public int Count => _offsets.Length;

    /// <summary>Bytes in all pages.</summary>
    public int LengthBytes => Count * Page.SizeBytes;

    /// <summary>Page number <paramref name="index"/> of the packet, 4096 bytes.</summary>
    public Span<byte> this[int index] => new(_block + _offsets[index], Page.SizeBytes);

    /// <summary>Address of page number <paramref name="index"/>.</summary>
    internal nint Address(int index) => (nint)(_block + _offsets[index]);

    /// <summary><paramref name="count"/> pages as one span; the caller has checked that their addresses follow each other.</summary>
    internal Span<byte> Run(int first, int count)
    {
        Debug.Assert(Address(first + count - 1) == Address(first) + ((count - 1) * Page.SizeBytes), "neighbouring pages");
        return new Span<byte>((void*)Address(first), count * Page.SizeBytes);
    }

    /// <summary>Copies all pages back to back.</summary>
    /// <param name="destination">At least <see cref="LengthBytes"/>.</param>
    public void CopyTo(Span<byte> destination)
    {
        for (int i = 0; i < Count; i++) this[i].CopyTo(destination[(i * Page.SizeBytes)..]);
    }

    /// <summary>Fills all pages from bytes that stand back to back.</summary>
    /// <param name="source">At least <see cref="LengthBytes"/>; what follows is left alone.</param>
    public void CopyFrom(ReadOnlySpan<byte> source)
    {
        for (int i = 0; i < Count; i++) source.Slice(i * Page.SizeBytes, Page.SizeBytes).CopyTo(this[i]);
    }

    /// <summary>A part of the pages.</summary>
    public PacketPages Slice(int start, int count) => new(Block, _block, _offsets.Slice(start, count));

    private PacketPages(RamBlock block, byte* address, ReadOnlySpan<long> offsets)
    {
        Block = block;
        _block = address;
        _offsets = offsets;
    }
}
