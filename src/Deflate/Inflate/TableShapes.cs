using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>How the tables of a block lie in memory, and those of a second stream beside it: fixed when a loop is compiled.</summary>
internal interface ITableShape
{
    /// <summary>Bits of the literal/length index.</summary>
    static abstract int IndexBits { get; }

    /// <summary>Entries from the literal/length table to the distance table.</summary>
    static abstract nint Distances { get; }

    /// <summary>Entries from the first stream's tables to the second's.</summary>
    static abstract nint SecondLane { get; }
}

/// <summary>Dynamic blocks: tables of their own.</summary>
internal readonly struct OwnTables<TKernel> : ITableShape
    where TKernel : struct, IKernel
{
    /// <inheritdoc/>
    public static int IndexBits => TKernel.DynamicIndexBits;

    /// <inheritdoc/>
    public static nint Distances => HuffmanTables.DynamicLiteralEntries;

    /// <inheritdoc/>
    public static nint SecondLane => HuffmanTables.DynamicEntries;
}

/// <summary>Canned or fixed code: the same tables.</summary>
internal readonly struct SharedTables : ITableShape
{
    /// <inheritdoc/>
    public static int IndexBits => HuffmanTables.CannedIndexBits;

    /// <inheritdoc/>
    public static nint Distances => HuffmanTables.CannedLiteralEntries;

    /// <inheritdoc/>
    public static nint SecondLane => 0;
}
