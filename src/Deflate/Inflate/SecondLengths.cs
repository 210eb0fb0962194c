using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>
/// What a few bits tell of the literal that begins with them. Codes of one length lie side by side in a canonical code, literals before all
/// else, so a code's first bits often tell its length long before they tell the literal. An index that holds a whole literal and the first
/// bits of the next is then enough to go on behind both; which one the second is, another look-up says, for which nothing waits.
/// </summary>
/// <remarks>
/// Byte 2^n + b is for n bits b, the stream's first bit lowest: the length of all codes that begin with them, when all are literals of one
/// length within the index, else zero. Kept for three to five bits; more would add two literals in a hundred.
/// </remarks>
internal static unsafe class SecondLengths
{
    /// <summary>Bytes of a table; those below 8 are zero.</summary>
    public const int Bytes = 64;

    /// <summary>Bits of the longest beginning that is looked at, whose numbers are cells of the code space.</summary>
    public const int CellBits = 5;

    /// <summary>Five bits as the stream has them, by their number as a code, and as well the other way round.</summary>
    public static ReadOnlySpan<byte> CellOrder =>
    [
        0, 16, 8, 24, 4, 20, 12, 28, 2, 18, 10, 26, 6, 22, 14, 30, 1, 17, 9, 25, 5, 21, 13, 29, 3, 19, 11, 27, 7, 23, 15, 31,
    ];

    /// <summary>Finds out what is known of the literals of a code.</summary>
    /// <param name="symbols">A complete code's symbols; its literals are those of the lower part.</param>
    /// <param name="indexBits">Bits of the index; literals of longer codes are in subtables, and nothing is known of them.</param>
    /// <param name="known">Receives <see cref="Bytes"/> bytes.</param>
    public static void Find<TKernel>(SortedSymbols symbols, int indexBits, byte* known)
        where TKernel : struct, IKernel
    {
        const int CellShift = Alphabet.MaxCodeLength - CellBits;
        CellRange* ranges = stackalloc CellRange[Alphabet.MaxCodeLength + 1];
        uint start = 0; // of the codes of a length, as 15 bits
        for (int length = 1; length <= indexBits; length++)
        {
            uint end = start + (symbols.LowCounts[length] << (Alphabet.MaxCodeLength - length));
            ranges[length] = new CellRange((byte)((start + (1 << CellShift) - 1) >> CellShift), (byte)(end >> CellShift));
            start += symbols.Counts[length] << (Alphabet.MaxCodeLength - length);
        }

        TKernel.FindSecondLengths(ranges, indexBits, known);
    }
}

/// <summary>Cells of the code space, numbered 0 to 31 as codes are, from <paramref name="First"/> up to <paramref name="End"/>.</summary>
internal readonly record struct CellRange(byte First, byte End);
