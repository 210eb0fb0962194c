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
    /// Bits that index the literal/length table of a dynamic block: as wide as the longest code that our own blocks have.
    /// </summary>
    public const int DynamicIndexBits = 10;

    /// <summary>Bits that index the literal/length table of a code that is built once: enough for two to three literals.</summary>
    public const int CannedIndexBits = 12;

    /// <summary>Bits that index a distance table.</summary>
    public const int DistanceIndexBits = 8;

    /// <summary>Entries from a literal/length table of a dynamic block to its distance table.</summary>
    public const int DynamicLiteralEntries =
        (1 << DynamicIndexBits) + LiteralSubtables * (1 << (Alphabet.MaxCodeLength - DynamicIndexBits));

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
        _storage = storage;
        LiteralLengths = new DecodeTable(entries, indexBits, DecodeEntry.LiteralLengthTemplates, Alphabet.FirstLengthSymbol);
        Distances = new DecodeTable(entries + literalEntries, DistanceIndexBits, DecodeEntry.DistanceTemplates, 0);
    }

    /// <summary>Whether entries hold up to three literals: tables that are built once, against those of dynamic blocks.</summary>
    public bool IsJoined { get; private set; }

    /// <summary>The table for literals and lengths.</summary>
    public DecodeTable LiteralLengths { get; }

    /// <summary>The table for distances.</summary>
    public DecodeTable Distances { get; }

    /// <summary>
    /// Tables for the dynamic blocks of two pages side by side, the second <see cref="DynamicEntries"/> behind the first.
    /// </summary>
    public static (HuffmanTables First, HuffmanTables Second) ForDynamicBlocks()
    {
        uint[] storage = Allocate(2 * DynamicEntries, out uint* entries);
        return (
            new HuffmanTables(storage, entries, DynamicIndexBits, DynamicLiteralEntries),
            new HuffmanTables(storage, entries + DynamicEntries, DynamicIndexBits, DynamicLiteralEntries));
    }

    /// <summary>
    /// Tables for a code that is built once, by <see cref="DecodeTable.Build"/> of both and then <see cref="JoinLiterals"/>.
    /// </summary>
    public static HuffmanTables ForOneCode() =>
        new(Allocate(CannedLiteralEntries + DistanceEntries, out uint* entries), entries, CannedIndexBits, CannedLiteralEntries);

    /// <summary>Builds the tables of the fixed code.</summary>
    public void BuildFixedCode<TKernel>()
        where TKernel : struct, IKernel
    {
        fixed (byte* literals = FixedCode.LiteralLengths, distances = FixedCode.DistanceLengths)
        {
            LiteralLengths.Build<TKernel>(literals, Alphabet.FixedLiteralLengthCount);
            Distances.Build<TKernel>(distances, Alphabet.FixedDistanceCount);
        }
    }

    /// <summary>Puts up to three literals into each entry; the tables cannot be built again from then on.</summary>
    public void JoinLiterals()
    {
        LiteralLengths.JoinLiterals();
        IsJoined = true;
    }

    /// <summary>Memory that does not move and starts at a cache line; held by the tables.</summary>
    private static uint[] Allocate(int count, out uint* entries)
    {
        uint[] storage = GC.AllocateArray<uint>(count + CacheLineEntries, pinned: true);
        fixed (uint* first = storage) entries = (uint*)((nint)(first + CacheLineEntries - 1) & -64);
        return storage;
    }
}
