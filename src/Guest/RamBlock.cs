using System.Diagnostics;

namespace MultifdBench.Guest;

/// <summary>Name and length of a RAM block, before it has memory.</summary>
/// <param name="Name">QEMU's name, at most 255 ASCII characters, for example <c>pc.ram</c>.</param>
/// <param name="LengthBytes">A multiple of the page size.</param>
public sealed record RamBlockSpec(string Name, long LengthBytes);

/// <summary>
/// A named contiguous range of guest memory outside the GC heap, page-aligned and resident from the start, with the log of its written
/// pages. Reads and writes from several threads are allowed and, as in a real guest, unsynchronised.
/// </summary>
public sealed unsafe class RamBlock : IDisposable
{
    private NativeRegion _region;

    internal RamBlock(RamBlockSpec spec)
    {
        Name = spec.Name;
        LengthBytes = spec.LengthBytes;
        Dirty = new DirtyBitmap(PageCount);
        _region = Map();
    }

    /// <summary>QEMU's name of the block.</summary>
    public string Name { get; }

    /// <summary>Length in bytes, a multiple of the page size.</summary>
    public long LengthBytes { get; }

    /// <summary>Length in pages.</summary>
    public long PageCount => LengthBytes >> Page.Shift;

    /// <summary>Pages written by the guest since the last dirty sync.</summary>
    public DirtyBitmap Dirty { get; }

    /// <summary>First byte of the block. Valid until the block is disposed, or cleared while it is held.</summary>
    public byte* Address => _region.Address;

    /// <summary>Whether the memory has been freed.</summary>
    internal bool IsFreed => _region.IsClosed;

    /// <summary>One page. The caller keeps <paramref name="page"/> below <see cref="PageCount"/>.</summary>
    public Span<byte> GetPage(long page)
    {
        Debug.Assert((ulong)page < (ulong)PageCount, "page inside the block");
        return new Span<byte>(_region.Address + (page << Page.Shift), Page.SizeBytes);
    }

    /// <summary>Neighbouring pages as one span; at most as many as a span can hold.</summary>
    internal Span<byte> GetPages(long first, long count)
    {
        Debug.Assert(first >= 0 && count >= 0 && first + count <= PageCount, "pages inside the block");
        return new Span<byte>(_region.Address + (first << Page.Shift), checked((int)(count << Page.Shift)));
    }

    /// <summary>A range of bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the block.</exception>
    public Span<byte> GetSpan(long offset, int length)
    {
        if ((ulong)offset > (ulong)LengthBytes || (ulong)length > (ulong)(LengthBytes - offset))
            throw new ArgumentOutOfRangeException(nameof(offset),
                $"Bytes {offset} to {offset + length} leave RAM block '{Name}' of {LengthBytes} bytes.");
        return new Span<byte>(_region.Address + offset, length);
    }

    /// <summary>A guest's write: the bytes first, then the dirty mark of every page that they touch.</summary>
    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        data.CopyTo(GetSpan(offset, data.Length));
        long last = (offset + data.Length - 1) >> Page.Shift;
        for (long page = offset >> Page.Shift; page <= last; page++) Dirty.Mark(page);
    }

    /// <summary>
    /// Keeps the memory that the block has now until the result is disposed, whatever becomes of the block: for a device that may still
    /// write to it.
    /// </summary>
    public IDisposable Hold() => _region.Hold();

    /// <summary>
    /// Zeroes the block without marking it, as a fresh guest finds its memory. A block whose memory is held gets other
    /// memory: what something still writes to is not zeroed for good.
    /// </summary>
    public void Clear()
    {
        if (_region.IsHeld)
        {
            NativeRegion fresh = Map();
            _region.Dispose();
            _region = fresh;
        }

        PageChunks.ForEach(this, (first, count) => GetPages(first, count).Clear());
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _region.Dispose();

    /// <summary>Memory of the block's length, zeroed and resident.</summary>
    private NativeRegion Map()
    {
        NativeRegion region = NativeRegion.Allocate(LengthBytes);
        try
        {
            PageChunks.ForEach(this, (first, count) => region.Populate(first << Page.Shift, count << Page.Shift));
            return region;
        }
        catch
        {
            region.Dispose();
            throw;
        }
    }
}
