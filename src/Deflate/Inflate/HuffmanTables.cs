using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>
/// The two decode tables of a block in one piece of memory, distances at a fixed place behind literals and lengths, so that a loop over two
/// pages needs one register for all of its tables. Not thread-safe while tables are built.
/// </summary>
internal sealed unsafe class HuffmanTables
{
    /// <summary>
    /// Bits that at least index the literal/length table of a dynamic block: as wide as the longest code that our own blocks have.
    /// </summary>
    public const int LeastDynamicIndexBits = 10;

    /// <summary>Bits that index the literal/length table of a code that is built once: as it pays there.</summary>
    public const int CannedIndexBits = 12;

    /// <summary>Bits that index a distance table.</summary>
    public const int DistanceIndexBits = 8;

    /// <summary>
    /// Entries from a literal/length table of a dynamic block to its distance table. A bit more of the index halves the subtables, and they
    /// have most of the room.
    /// </summary>
    public const int DynamicLiteralEntries =
        (1 << LeastDynamicIndexBits) + LiteralSubtables * (1 << (Alphabet.MaxCodeLength - LeastDynamicIndexBits));

    /// <summary>The same for a code that is built once.</summary>
    public const int CannedLiteralEntries = (1 << CannedIndexBits) + LiteralSubtables * (1 << (Alphabet.MaxCodeLength - CannedIndexBits));

    /// <summary>Entries of the tables of one dynamic block: from a page's tables to those of the page beside it.</summary>
    public const int DynamicEntries = DynamicLiteralEntries + DistanceEntries;

    // A complete code over 288 symbols has at most 144 prefixes with two codes or more, one over 32 at most 16.
    private const int LiteralSubtables = 144;
    private const int DistanceSubtables = 16;
    private const int DistanceEntries = (1 << DistanceIndexBits) + DistanceSubtables * (1 << (Alphabet.MaxCodeLength - DistanceIndexBits));
    private const int CacheLineEntries = 16;

    private readonly uint[] _storage;

    private HuffmanTables(uint[] storage, uint* entries, int indexBits, int literalEntries)
    {
        IsForManyPages = indexBits == CannedIndexBits;
        _storage = storage;
        LiteralLengths = new DecodeTable(entries, indexBits, DecodeEntry.LiteralLengthTemplates, hasLiterals: true);
        Distances = new DecodeTable(entries + literalEntries, DistanceIndexBits, DecodeEntry.DistanceTemplates, hasLiterals: false);
    }

    /// <summary>Whether the code is built once and for many pages, so that the index is wide; not so for dynamic blocks.</summary>
    public bool IsForManyPages { get; }

    /// <summary>The table for literals and lengths.</summary>
    public DecodeTable LiteralLengths { get; }

    /// <summary>The table for distances.</summary>
    public DecodeTable Distances { get; }

    /// <summary>
    /// Tables for the dynamic blocks of two pages side by side, the second <see cref="DynamicEntries"/> behind the first.
    /// </summary>
    /// <param name="indexBits">The kernel's <see cref="IKernel.DynamicIndexBits"/>.</param>
    public static (HuffmanTables First, HuffmanTables Second) ForDynamicBlocks(int indexBits)
    {
        uint[] storage = Allocate(2 * DynamicEntries, out uint* entries);
        return (
            new HuffmanTables(storage, entries, indexBits, DynamicLiteralEntries),
            new HuffmanTables(storage, entries + DynamicEntries, indexBits, DynamicLiteralEntries));
    }

    /// <summary>Tables for a code that is built once.</summary>
    public static HuffmanTables ForOneCode() =>
        new(Allocate(CannedLiteralEntries + DistanceEntries, out uint* entries), entries, CannedIndexBits, CannedLiteralEntries);

    /// <summary>Builds the tables of the fixed code.</summary>
    public void BuildFixedCode<TKernel>()
        where TKernel : struct, IKernel
    {
        Build<TKernel>(LiteralLengths, FixedCode.LiteralLengths);
        Build<TKernel>(Distances, FixedCode.DistanceLengths);
    }

    /// <summary>Builds a table from code lengths that nothing may stand behind.</summary>
    public static InflateStatus Build<TKernel>(DecodeTable table, ReadOnlySpan<byte> lengths)
        where TKernel : struct, IKernel
    {
        Span<byte> padded = stackalloc byte[Alphabet.FixedLiteralLengthCount + SortedSymbols.ReadAhead];
        lengths.CopyTo(padded);
        fixed (byte* first = padded) return table.Build<TKernel>(first, lengths.Length);
    }

    /// <summary>Memory that does not move and starts at a cache line; held by the tables.</summary>
    private static uint[] Allocate(int count, out uint* entries)
    {
        uint[] storage = GC.AllocateArray<uint>(count + CacheLineEntries, pinned: true);
        fixed (uint* first = storage) entries = (uint*)((nint)(first + CacheLineEntries - 1) & -64);
        return storage;
    }
}
