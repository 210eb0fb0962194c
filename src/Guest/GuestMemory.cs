using MultifdBench.Core;

namespace MultifdBench.Guest;

/// <summary>
/// All RAM blocks of one guest. Owns their memory, which stays as long as a thread that uses it holds it (<see cref="Hold"/>). Unless
/// asked otherwise all pages are resident from the start: no first-touch fault is left for a measurement, and the machine's free memory
/// says what is left for the next guest.
/// </summary>
public sealed class GuestMemory : IDisposable
{
    private readonly RamBlock[] _blocks;

    /// <summary>Maps zeroed memory for each block and, unless its pages are to come later, makes it resident, on all cores.</summary>
    /// <param name="layout">The blocks in order; names must differ, lengths be positive multiples of the page size.</param>
    /// <param name="touch">When its pages come.</param>
    /// <exception cref="UsageException">A block's name or length is unusable, or the machine has less memory than that.</exception>
    public GuestMemory(IReadOnlyList<RamBlockSpec> layout, FirstTouch touch = FirstTouch.Ahead)
    {
        Validate(layout);
        TotalBytes = Total(layout);
        MemoryBudget.Demand(TotalBytes, "guest memory");
        var blocks = new List<RamBlock>(layout.Count);
        try
        {
            foreach (RamBlockSpec spec in layout) blocks.Add(new RamBlock(spec, touch));
        }
        catch
        {
            blocks.ForEach(block => block.Dispose());
            throw;
        }

        _blocks = [.. blocks];
    }

    private GuestMemory(RamBlock[] blocks, long totalBytes)
    {
        _blocks = blocks;
        TotalBytes = totalBytes;
    }

    /// <summary>The blocks, in layout order.</summary>
    public IReadOnlyList<RamBlock> Blocks => _blocks;

    /// <summary>Bytes of all blocks.</summary>
    public long TotalBytes { get; }

    /// <summary>Pages of all blocks.</summary>
    public long TotalPages => TotalBytes >> Page.Shift;

    /// <summary>The layout that this memory was made from.</summary>
    public IReadOnlyList<RamBlockSpec> Layout => [.. _blocks.Select(block => new RamBlockSpec(block.Name, block.LengthBytes))];

    /// <summary>
    /// A view of this memory whose accesses wait for pages that are missing. Owns no memory; not to be used after this one.
    /// </summary>
    internal GuestMemory ViewWith(IReadOnlyList<MissingBlock> missing) =>
        new([.. _blocks.Select((block, i) => new RamBlock(block, missing[i]))], TotalBytes);

    /// <summary>
    /// Lets every page that is marked from now on be entered into a ring too. Not while a guest thread marks; with a ring one thread at a
    /// time may mark.
    /// </summary>
    /// <param name="ring">A ring for as many pages as this memory has, or null for none.</param>
    public void FeedRing(DirtyRing? ring)
    {
        long first = 0;
        foreach (RamBlock block in _blocks)
        {
            block.Dirty.Feed(ring, first);
            first += block.PageCount;
        }
    }

    /// <summary>Zeroes every block, on all cores.</summary>
    public void Clear()
    {
        foreach (RamBlock block in _blocks) block.Clear();
    }

    /// <summary>Copies another guest's memory of the same layout into this one, without marking pages.</summary>
    /// <exception cref="ArgumentException">The layouts differ.</exception>
    public void CopyFrom(GuestMemory other)
    {
        // Pages are not bounds-checked in release builds: another layout would read behind its blocks.
        if (!Layout.SequenceEqual(other.Layout)) throw new ArgumentException("The RAM blocks differ.", nameof(other));
        for (int i = 0; i < _blocks.Length; i++)
        {
            RamBlock from = other._blocks[i], to = _blocks[i];
            PageChunks.ForEach(to, (first, count) => from.GetPages(first, count).CopyTo(to.GetPages(first, count)));
        }
    }

    /// <summary>The first page that differs from <paramref name="other"/>, compared byte for byte, or null when all are equal.</summary>
    /// <returns>Block name, byte offset of the page, and how many pages differ in all.</returns>
    public MemoryDifference? Compare(GuestMemory other)
    {
        if (!Layout.SequenceEqual(other.Layout)) return new MemoryDifference("(layout)", 0, TotalPages);
        MemoryDifference? difference = null;
        for (int i = 0; i < _blocks.Length; i++)
        {
            (long firstPage, long differingPages) = Compare(_blocks[i], other._blocks[i]);
            if (differingPages == 0) continue;
            difference = difference is null
                ? new MemoryDifference(_blocks[i].Name, firstPage << Page.Shift, differingPages)
                : difference with { DifferingPages = difference.DifferingPages + differingPages };
        }

        return difference;
    }

    /// <summary>
    /// Keeps all blocks' memory until the result is disposed, whatever becomes of this object: for threads that use it. Thread-safe.
    /// </summary>
    public IDisposable Hold() => new Holds([.. _blocks.Select(block => block.Hold())]);

    /// <summary>Frees all blocks.</summary>
    public void Dispose()
    {
        foreach (RamBlock block in _blocks) block.Dispose();
    }

    private sealed class Holds(IDisposable[] blocks) : IDisposable
    {
        public void Dispose()
        {
            foreach (IDisposable block in blocks) block.Dispose();
        }
    }

    private static (long FirstPage, long DifferingPages) Compare(RamBlock a, RamBlock b)
    {
        Lock gate = new();
        long firstPage = long.MaxValue;
        long differingPages = 0;
        PageChunks.ForEach(a, (first, count) =>
        {
            if (a.GetPages(first, count).SequenceEqual(b.GetPages(first, count))) return;
            for (long page = first; page < first + count; page++)
            {
                if (a.GetPage(page).SequenceEqual(b.GetPage(page))) continue;
                lock (gate)
                {
                    firstPage = Math.Min(firstPage, page);
                    differingPages++;
                }
            }
        });
        return (firstPage, differingPages);
    }

    private static long Total(IReadOnlyList<RamBlockSpec> layout)
    {
        try
        {
            return layout.Sum(spec => spec.LengthBytes);
        }
        catch (OverflowException)
        {
            throw new UsageException("The RAM blocks have more than 2^63 bytes together; choose a smaller --memory.");
        }
    }

    private static void Validate(IReadOnlyList<RamBlockSpec> layout)
    {
        if (layout.Count == 0) throw new UsageException("A guest needs at least one RAM block.");
        foreach (RamBlockSpec spec in layout)
        {
            // What the wire and its readers take: a length byte, and no character that could end or hide a name.
            if (spec.Name.Length is 0 or > 255 || !spec.Name.All(letter => letter is >= ' ' and <= '~'))
                throw new UsageException($"RAM block name '{spec.Name}' must be 1 to 255 printable ASCII characters.");
            if (spec.LengthBytes <= 0 || spec.LengthBytes % Page.SizeBytes != 0)
                throw new UsageException(
                    $"RAM block '{spec.Name}' has {spec.LengthBytes} bytes; a positive multiple of {Page.SizeBytes} is needed.");
        }

        if (layout.DistinctBy(spec => spec.Name).Count() != layout.Count)
            throw new UsageException("Two RAM blocks have the same name.");
    }
}

/// <summary>Where two guest memories differ first, and by how much.</summary>
/// <param name="Block">Name of the RAM block of the first differing page.</param>
/// <param name="OffsetBytes">Offset of that page in its block.</param>
/// <param name="DifferingPages">Differing pages in all.</param>
public sealed record MemoryDifference(string Block, long OffsetBytes, long DifferingPages)
{
    /// <summary>One line for a failure's reason.</summary>
    public override string ToString() =>
        $"destination memory differs from the source in {DifferingPages} page(s), first in '{Block}' at offset 0x{OffsetBytes:x}";
}
