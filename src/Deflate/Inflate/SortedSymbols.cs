using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>
/// The symbols of a canonical code in the order of their codes: by length, then by number. Those from <see cref="MaxSymbols"/> on are kept
/// apart, so that a symbol is a byte, and all literals of a length come before what is no literal. Not thread-safe.
/// </summary>
internal sealed unsafe class SortedSymbols
{
    /// <summary>Symbols that a byte can tell apart: the literals of a literal/length alphabet, the whole of any other.</summary>
    public const int MaxSymbols = 256;

    /// <summary>Bytes that a kernel may read behind the code lengths, and write behind the symbols.</summary>
    public const int ReadAhead = 64;

    private const int CountRoom = 32; // for 16 lengths, and room to look past the longest
    private const int HighRoom = 64;

    private readonly byte[] _symbols = GC.AllocateArray<byte>(MaxSymbols + HighRoom + 2 * ReadAhead, pinned: true);
    private readonly uint[] _counts = GC.AllocateArray<uint>(3 * CountRoom, pinned: true);

    public SortedSymbols()
    {
        fixed (byte* symbols = _symbols) // on the pinned heap, held by this object
        fixed (uint* counts = _counts)
        {
            Low = symbols;
            High = symbols + MaxSymbols + ReadAhead;
            LowCounts = counts;
            HighCounts = counts + CountRoom;
            Counts = counts + 2 * CountRoom;
        }
    }

    /// <summary>Symbols below <see cref="MaxSymbols"/> that have a code.</summary>
    public byte* Low { get; }

    /// <summary>Symbols from there on, less that number.</summary>
    public byte* High { get; }

    /// <summary>How many symbols in <see cref="Low"/> have each length.</summary>
    public uint* LowCounts { get; }

    /// <summary>How many symbols in <see cref="High"/> have each length.</summary>
    public uint* HighCounts { get; }

    /// <summary>How many symbols have each length; zero for lengths of 16 to 31.</summary>
    public uint* Counts { get; }

    /// <summary>Sorts an alphabet.</summary>
    /// <param name="lengths">Code lengths, 0 to 15; <see cref="ReadAhead"/> bytes behind them can be read.</param>
    /// <param name="symbolCount">At most 320.</param>
    public void Sort<TKernel>(byte* lengths, int symbolCount)
        where TKernel : struct, IKernel
    {
        int low = Math.Min(symbolCount, MaxSymbols);
        TKernel.SortByLength(lengths, low, Low, LowCounts);
        TKernel.SortByLength(lengths + low, symbolCount - low, High, HighCounts);
        for (int length = 0; length <= Alphabet.MaxCodeLength; length++) Counts[length] = LowCounts[length] + HighCounts[length];
    }
}
