using MultifdBench.Deflate.Inflate;

namespace MultifdBench.Deflate.Kernels;

/// <content>The steps that build a decode table.</content>
internal unsafe partial interface IKernel
{
    /// <summary>
    /// Bits that index the literal/length table of a dynamic block: 10, the longest code that our own blocks have, or 11, which shows more
    /// of the literal behind and takes twice the work of <see cref="AddSeconds"/>.
    /// </summary>
    static abstract int DynamicIndexBits { get; }

    /// <summary>Sorts symbols that have a code by its length, those of one length by their number, and counts each length.</summary>
    /// <param name="lengths">Code lengths, 0 to 15; <see cref="SortedSymbols.ReadAhead"/> bytes behind them can be read.</param>
    /// <param name="symbolCount">At most <see cref="SortedSymbols.MaxSymbols"/>.</param>
    /// <param name="sorted">Receives the symbols, and up to <see cref="SortedSymbols.ReadAhead"/> bytes behind them anything.</param>
    /// <param name="counts">Receives how many symbols have each length, 0 to 15.</param>
    static abstract void SortByLength(byte* lengths, int symbolCount, byte* sorted, uint* counts);

    /// <summary>Fills in a <see cref="SecondLengths"/>.</summary>
    /// <param name="ranges">
    /// For each length, where among the 32 cells of five bits those begin and end that are all literals of this length.
    /// </param>
    /// <param name="maxLength">The longest length that has a range; the first is 1.</param>
    /// <param name="known">Receives <see cref="SecondLengths.Bytes"/> bytes.</param>
    static abstract void FindSecondLengths(CellRange* ranges, int maxLength, byte* known);

    /// <summary>
    /// Lets each entry of one literal consume the literal behind it too where the index tells its length [<see cref="SecondLengths"/>].
    /// </summary>
    /// <param name="entries">A first level whose literals are single.</param>
    /// <param name="indexBits">Bits that index it, at least 5 and at most 15.</param>
    /// <param name="known">From <see cref="FindSecondLengths"/>.</param>
    /// <param name="symbols">The symbols of the code; those of the lower part are the literals.</param>
    static abstract void AddSeconds(uint* entries, int indexBits, byte* known, SortedSymbols symbols);
}
