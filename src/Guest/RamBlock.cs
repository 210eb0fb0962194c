using System.Diagnostics;

namespace MultifdBench.Guest;

/// <summary>Name and length of a RAM block, before it has memory.</summary>
/// <param name="Name">QEMU's name, at most 255 ASCII characters, for example <c>pc.ram</c>.</param>
/// <param name="LengthBytes">A multiple of the page size.</param>
public sealed record RamBlockSpec(string Name, long LengthBytes);

/// <summary>
/// A named contiguous range of guest memory outside the GC heap, page-aligned, with the log of its written pages. Reads and writes from
/// several threads are allowed and, as in a real guest, unsynchronised.
/// </summary>
public sealed unsafe class RamBlock : IDisposable
{
    private readonly MissingBlock? _missing;
    private readonly FirstTouch _touch;
    private NativeRegion _region;

    internal RamBlock(RamBlockSpec spec, FirstTouch touch)
    {
        _touch = touch;
        Name = spec.Name;
        LengthBytes = spec.LengthBytes;
        Dirty = new DirtyBitmap(PageCount);
        _region = Map();
    }

    /// <summary>A view of a block whose pages arrive one by one: every access waits for its page. Owns no memory.</summary>
    internal RamBlock(RamBlock memory, MissingBlock missing)
    {
        Name = memory.Name;
        LengthBytes = memory.LengthBytes;
        Dirty = new DirtyBitmap(PageCount);
        _region = memory._region;
        _missing = missing;
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
    /// <exception cref="InvalidOperationException">The block is a view, in which an access must name its pages.</exception>
    public byte* Address => _missing is null
        ? _region.Address
        : throw new InvalidOperationException("A memory with missing pages has no address to reach around its checks.");

    /// <summary>Whether the memory has been freed.</summary>
    internal bool IsFreed => _region.IsClosed;

    /// <summary>One page. The caller keeps <paramref name="page"/> below <see cref="PageCount"/>.</summary>
    public Span<byte> GetPage(long page)
    {
        Debug.Assert((ulong)page < (ulong)PageCount, "page inside the block");
        _missing?.Touch(page);
        return new Span<byte>(_region.Address + (page << Page.Shift), Page.SizeBytes);
    }

    /// <summary>Neighbouring pages as one span; at most as many as a span can hold.</summary>
    internal Span<byte> GetPages(long first, long count)
    {
        Debug.Assert(first >= 0 && count >= 0 && first + count <= PageCount, "pages inside the block");
        _missing?.Touch(first, count);
        return new Span<byte>(_region.Address + (first << Page.Shift), checked((int)(count << Page.Shift)));
    }

    /// <summary>A range of bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the block.</exception>
    public Span<byte> GetSpan(long offset, int length)
    {
        if ((ulong)offset > (ulong)LengthBytes || (ulong)length > (ulong)(LengthBytes - offset))
            throw new ArgumentOutOfRangeException(nameof(offset),
                $"Bytes {offset} to {offset + length} leave RAM block '{Name}' of {LengthBytes} bytes.");
        _missing?.TouchBytes(offset, length);
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
    /// <exception cref="InvalidOperationException">The block is a view.</exception>
    public void Clear()
    {
        if (_missing is not null) throw new InvalidOperationException("A memory with missing pages is not cleared.");
        if (_region.IsHeld)
        {
            NativeRegion fresh = Map();
            _region.Dispose();
            _region = fresh;
        }

        PageChunks.ForEach(this, (first, count) => GetPages(first, count).Clear());
    }

    /// <summary>Frees the memory; a view has none of its own.</summary>
    public void Dispose()
    {
        if (_missing is null) _region.Dispose();
    }

    /// <summary>Memory of the block's length, zeroed, and resident unless its pages wait for their first write.</summary>
    private NativeRegion Map()
    {
        NativeRegion region = NativeRegion.Allocate(LengthBytes);
        try
        {
            if (_touch == FirstTouch.Ahead)
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
