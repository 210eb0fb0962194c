using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>Goes from block to block of a stream, with memory for two streams at a time. Not thread-safe.</summary>
internal sealed unsafe class StreamDecoder
{
    private static readonly HuffmanTables Fixed = BuildFixed();

    private readonly BlockHeader _header = new();
    private readonly CannedTable? _table;
    private StreamLane _first;
    private StreamLane _second;

    /// <param name="table">The code of canned bodies; null for raw deflate streams.</param>
    /// <param name="dynamicIndexBits">The kernel's <see cref="IKernel.DynamicIndexBits"/>.</param>
    public StreamDecoder(CannedTable? table, int dynamicIndexBits)
    {
        _table = table;
        (_first.Own, _second.Own) = HuffmanTables.ForDynamicBlocks(dynamicIndexBits);
    }

    /// <summary>A place for a stream, or the first of a pair.</summary>
    public ref StreamLane First => ref _first;

    /// <summary>A place for the second of a pair.</summary>
    public ref StreamLane Second => ref _second;

    /// <summary>Decodes a stream from where it is to its end, or to the first thing that is wrong.</summary>
    public InflateStatus Finish<TKernel>(ref StreamLane lane)
        where TKernel : struct, IKernel
    {
        InflateStatus status = InflateStatus.Done;
        while (status == InflateStatus.Done && TryEnterBlock<TKernel>(ref lane, out status))
            status = BlockDecoder.Decode<TKernel>(ref lane.Source, ref lane.Output, lane.Tables);
        return status;
    }

    /// <summary>
    /// Goes on between two blocks to the body of the next Huffman block, stored ones on the way included; false with the stream's status at
    /// its end.
    /// </summary>
    public bool TryEnterBlock<TKernel>(ref StreamLane lane, out InflateStatus status)
        where TKernel : struct, IKernel
    {
        status = InflateStatus.Done;
        while (!lane.IsLastBlock)
        {
            if (_table is not null)
            {
                lane.IsLastBlock = true;
                lane.Tables = _table.Decoder;
                return true;
            }

            if (!lane.Source.TryRead(3, out uint header))
            {
                status = InflateStatus.Truncated;
                return false;
            }

            lane.IsLastBlock = (header & 1) != 0;
            switch (header >> 1)
            {
                case 0:
                    status = StoredBlock.Copy(ref lane.Source, ref lane.Output);
                    if (status != InflateStatus.Done) return false;
                    break;
                case 1:
                    lane.Tables = Fixed;
                    return true;
                case 2:
                    lane.Tables = lane.Own;
                    status = _header.Read<TKernel>(ref lane.Source, lane.Own);
                    return status == InflateStatus.Done;
                default:
                    status = InflateStatus.BadBlockType;
                    return false;
            }
        }

        if (_table is not null) SkipEmptyFinalBlock(ref lane.Source);
        return false;
    }

    /// <summary>
    /// libqpl's software path ends a canned body with an empty final block of the fixed code, although no block was opened [QPL
    /// finish_deflate_block]. It is taken for a part of the stream where it is the end of the source, and only there.
    /// </summary>
    private static void SkipEmptyFinalBlock(ref BitSource source)
    {
        const uint EmptyFinalBlock = 0b0000000_01_1;
        BitSource ahead = source;
        if (ahead.TryRead(10, out uint block) && block == EmptyFinalBlock && ahead.Next == ahead.End && ahead is { Count: < 8, Buffer: 0 })
            source = ahead;
    }

    private static HuffmanTables BuildFixed()
    {
        HuffmanTables tables = HuffmanTables.ForOneCode();
        tables.BuildFixedCode<ScalarKernel>();
        return tables;
    }
}
