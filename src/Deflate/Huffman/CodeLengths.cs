using System.Diagnostics;
using System.Runtime.CompilerServices;
using MultifdBench.Deflate.Format;

namespace MultifdBench.Deflate.Huffman;

/// <summary>
/// Code lengths of a length-limited Huffman code for a few hundred symbols: the part of a dynamic block that costs the most after the
/// match search. One instance per compressor; its scratch is reused, nothing is allocated per code. Not thread-safe.
/// </summary>
/// <remarks>
/// The classic two-queue construction on sorted weights (van Leeuwen 1976), written without unpredictable branches; only the number of
/// leaves per depth is kept, because in a canonical code the sorted order decides who gets which length. Codes deeper than the limit
/// are repaired on those counts, which costs a fraction of a bit per page and happens rarely (a 15-deep tree needs Fibonacci weights).
/// </remarks>
internal sealed unsafe class CodeLengths
{
    private const int MaxSymbols = 320;
    private const int Buckets = 64; // few symbols of a page occur more often; those are sorted by insertion
    private const int SymbolBits = 9;
    private const uint Never = uint.MaxValue;

    private readonly uint[] _scratch = GC.AllocateArray<uint>(4 * MaxSymbols + Buckets + 64, pinned: true);
    private readonly uint* _keys;
    private readonly uint* _leafWeights;
    private readonly uint* _nodeWeights;
    private readonly uint* _parents;
    private readonly uint* _buckets;
    private readonly uint* _leavesAtDepth;

    public CodeLengths()
    {
        fixed (uint* scratch = _scratch) // pinned for good: the array lives on the pinned heap and this object holds it
        {
            _keys = scratch;
            _leafWeights = scratch + MaxSymbols;
            _nodeWeights = scratch + 2 * MaxSymbols;
            _parents = scratch + 3 * MaxSymbols;
            _buckets = scratch + 4 * MaxSymbols;
            _leavesAtDepth = _buckets + Buckets;
        }
    }

    /// <summary>
    /// Writes the length of each symbol's code, 0 for symbols that do not occur. At least two symbols get a code, so that the code is
    /// complete: decoders differ in what they make of a lone code.
    /// </summary>
    /// <param name="counts">Occurrences of each symbol; their sum is below 2^22.</param>
    /// <param name="maxLength">Longest code allowed; 2^maxLength is at least the number of symbols.</param>
    /// <param name="code">Receives the lengths of its 2 to 288 symbols.</param>
    public void Build(uint* counts, int maxLength, PrefixCode code)
    {
        Debug.Assert(code.Symbols is >= 2 and <= 288 && 1 << maxLength >= code.Symbols, "the code fits the limit and the scratch");
        byte* lengths = code.Lengths;
        new Span<byte>(lengths, code.Symbols).Clear();
        int used = Sort(counts, code.Symbols);
        if (used < 2)
        {
            int only = used == 1 ? (int)(_keys[0] & ((1 << SymbolBits) - 1)) : 0;
            lengths[only] = 1;
            lengths[only == 0 ? 1 : 0] = 1;
            _leavesAtDepth[1] = 2;
            SetCounts(1, 2, code);
            return;
        }

        MergeTree(used);
        int deepest = CountLeaves(used);
        if (deepest > maxLength) Limit(maxLength, deepest);
        int longest = Math.Min(deepest, maxLength);
        Assign(used, longest, lengths);
        SetCounts(longest, used, code);
    }

    private void SetCounts(int longest, int used, PrefixCode code)
    {
        uint* counts = code.ByLength;
        new Span<uint>(counts, Alphabet.MaxCodeLength + 1).Clear();
        counts[0] = (uint)(code.Symbols - used);
        for (int length = 1; length <= longest; length++) counts[length] = _leavesAtDepth[length];
    }

    /// <summary>Used symbols by rising count into <c>_keys</c>: a counting sort, since on a page nearly all counts are small.</summary>
    private int Sort(uint* counts, int symbolCount)
    {
        uint* buckets = _buckets;
        uint* used = _leafWeights; // free until the tree is built
        nint usedCount = 0;
        for (nint symbol = 0; symbol < symbolCount; symbol++)
        {
            // Written always, kept only when the symbol occurs: half of them do, in no order that could be predicted.
            uint count = counts[symbol];
            used[usedCount] = count << SymbolBits | (uint)symbol;
            usedCount += count != 0 ? 1 : 0;
        }

        uint* keys = _keys;
        new Span<uint>(buckets, Buckets).Clear();
        for (nint i = 0; i < usedCount; i++) buckets[Bucket(used[i])]++;
        uint sum = 0;
        for (nint bucket = 1; bucket < Buckets; bucket++)
        {
            uint size = buckets[bucket];
            buckets[bucket] = sum;
            sum += size;
        }

        uint firstLarge = buckets[Buckets - 1];
        for (nint i = 0; i < usedCount; i++) keys[buckets[Bucket(used[i])]++] = used[i];
        InsertionSort(keys, (int)firstLarge, (int)sum);
        return (int)sum;
    }

    /// <summary>The smaller of a key's count and the last bucket, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Bucket(uint key)
    {
        nint beyond = (nint)(key >> SymbolBits) - (Buckets - 1);
        return Buckets - 1 + (beyond & beyond >> 63);
    }

    private static void InsertionSort(uint* keys, int from, int to)
    {
        for (int i = from + 1; i < to; i++)
        {
            uint key = keys[i];
            int j = i - 1;
            for (; j >= from && keys[j] > key; j--) keys[j + 1] = keys[j];
            keys[j + 1] = key;
        }
    }

    /// <summary>
    /// Builds the tree bottom-up: the two lightest of the next two leaves and the next two inner nodes merge, <paramref name="used"/> − 1
    /// times. Choosing both at once halves the chain of loads and comparisons that choosing one after the other makes.
    /// </summary>
    private void MergeTree(int used)
    {
        uint* leaf = _leafWeights, made = _nodeWeights, node = made, parent = _parents;
        uint* keys = _keys;
        for (nint i = 0; i < used; i++) leaf[i] = keys[i] >> SymbolBits;
        leaf[used] = Never;
        leaf[used + 1] = Never;
        uint* end = made + (used - 1);
        for (uint number = 0; made < end; number++, made++)
        {
            // Nodes that do not exist yet, and leaves past the last, weigh "never", so comparisons alone decide and no index is checked.
            made[0] = Never;
            made[1] = Never;
            uint leaf0 = leaf[0], leaf1 = leaf[1], node0 = node[0], node1 = node[1];
            // 0 or 1, and sums of what they choose: in a loop the compiler makes a branch of a conditional choice, missed every other time.
            uint twoLeaves = leaf1 <= node0 ? 1u : 0, twoNodes = node1 < leaf0 ? 1u : 0;
            made[0] = leaf0 + node0 + (leaf1 - node0 & 0 - twoLeaves) + (node1 - leaf0 & 0 - twoNodes);
            // Both parents are written whichever are taken: the right ones are written again in their turn.
            parent[0] = number;
            parent[1] = number;
            nint more = (nint)twoLeaves - (nint)twoNodes;
            leaf += 1 + more;
            node += 1 - more;
            parent += 1 - more;
        }
    }

    /// <summary>
    /// Number of leaves at each depth. From the root down nodes come in order of depth: of the places that one depth offers, its inner
    /// nodes take some, the rest are leaves, and each inner node offers two places at the next depth.
    /// </summary>
    /// <returns>The greatest depth of a leaf.</returns>
    private int CountLeaves(int used)
    {
        uint* depths = _nodeWeights; // the weights are done with
        uint* parents = _parents;
        uint* leavesAtDepth = _leavesAtDepth;
        new Span<uint>(leavesAtDepth, 64).Clear();
        int node = used - 2;
        depths[node] = 0;
        for (int i = node - 1; i >= 0; i--) depths[i] = depths[parents[i]] + 1;
        // A tree of weights below 2^22 is at most 31 deep: each level at least follows Fibonacci.
        uint depth = 0;
        for (int places = 1; places > 0; depth++)
        {
            int top = node;
            while (node >= 0 && depths[node] == depth) node--;
            int inner = top - node;
            leavesAtDepth[depth] = (uint)(places - inner);
            places = 2 * inner;
        }

        return (int)depth - 1;
    }

    /// <summary>
    /// Lifts codes that are too deep to the limit, then pays for it: each step splits a shorter code in two, of which one takes in a code
    /// from the limit, so the Kraft sum falls by one unit and the number of codes stays.
    /// </summary>
    private void Limit(int maxLength, int deepest)
    {
        uint* leaves = _leavesAtDepth;
        for (int depth = maxLength + 1; depth <= deepest; depth++)
        {
            leaves[maxLength] += leaves[depth];
            leaves[depth] = 0;
        }

        long kraft = 0;
        for (int depth = 1; depth <= maxLength; depth++) kraft += (long)leaves[depth] << (maxLength - depth);
        for (; kraft > 1L << maxLength; kraft--)
        {
            int depth = maxLength - 1;
            while (leaves[depth] == 0) depth--;
            leaves[depth]--;
            leaves[depth + 1] += 2;
            leaves[maxLength]--;
        }
    }

    /// <summary>The rarest symbols get the longest codes.</summary>
    private void Assign(int used, int deepest, byte* lengths)
    {
        uint* keys = _keys;
        int next = 0;
        for (int depth = deepest; depth >= 1; depth--)
        {
            int end = next + (int)_leavesAtDepth[depth];
            for (; next < end; next++) lengths[keys[next] & ((1 << SymbolBits) - 1)] = (byte)depth;
        }

        Debug.Assert(next == used, "every used symbol has a length");
    }
}
