using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>Decodes the body of one Huffman block, given its tables.</summary>
internal static unsafe class BlockDecoder
{
    /// <summary>Bytes of input that a refill needs ahead of it.</summary>
    private const int InputMarginBytes = 8;

    /// <summary>Bits of the longest distance, or of anything else that is looked up at once.</summary>
    private const uint MaxSymbolBits = 15 + 13;

    /// <summary>Bytes of room that the literals of a fast iteration need: two entries, each of which writes two bytes.</summary>
    private const int OutputMarginBytes = 4;

    /// <summary>Decodes to the end of the block, or to the first thing that is wrong.</summary>
    public static InflateStatus Decode<TKernel>(ref BitSource source, ref OutputWindow output, HuffmanTables tables)
        where TKernel : struct, IKernel
    {
        while (true)
        {
            if (source.End - source.Next >= InputMarginBytes && output.End - output.Next >= OutputMarginBytes)
            {
                if (tables.IsForManyPages) DecodeFast<SharedTables, TKernel>(ref source, ref output, tables);
                else DecodeFast<OwnTables<TKernel>, TKernel>(ref source, ref output, tables);
            }

            InflateStatus? end = DecodeOne<TKernel>(ref source, ref output, tables);
            if (end is not null) return end.Value;
        }
    }

    /// <summary>
    /// Decodes while input and output last and up to the first symbol that is neither literal nor good match, which is left.
    /// </summary>
    private static void DecodeFast<TShape, TKernel>(ref BitSource source, ref OutputWindow output, HuffmanTables tables)
        where TShape : struct, ITableShape
        where TKernel : struct, IKernel
    {
        ulong buffer = source.Buffer;
        uint count = source.Count;
        byte* next = source.Next, lastInput = source.End - InputMarginBytes;
        byte* to = output.Next, lastOutput = output.End - OutputMarginBytes;
        uint* table = tables.LiteralLengths.Entries;
        FastBits.Refill(ref buffer, ref count, ref next);
        uint entry = FastBits.LookUp<TShape>(table, buffer);
        while (true)
        {
            if ((entry & DecodeEntry.Literal) != 0)
            {
                FastBits.PutLiterals<TShape>(entry, table, ref buffer, ref count, ref to);
                entry = FastBits.LookUp<TShape>(table, buffer);
                if ((entry & DecodeEntry.Literal) != 0)
                {
                    FastBits.PutLiterals<TShape>(entry, table, ref buffer, ref count, ref to);
                    if (next > lastInput || to > lastOutput) break;
                    entry = FastBits.RefillAndLookUp<TShape>(true, table, ref buffer, ref count, ref next);
                    continue;
                }

                // Nothing of this entry is consumed yet, so the careful reader can take over here.
                if (next > lastInput) break;
                FastBits.Refill(ref buffer, ref count, ref next);
            }

            if (!FastMatch.TryDecode<TKernel>(entry, table, table + TShape.Distances, ref buffer, ref count, ref to, in output)) break;
            if (next > lastInput || to > lastOutput) break;
            entry = FastBits.RefillAndLookUp<TShape>(false, table, ref buffer, ref count, ref next);
        }

        FastBits.Store(ref source, buffer, count, next);
        output.Next = to;
    }

    /// <summary>One symbol with every bound checked: for the last bytes of input and output.</summary>
    private static InflateStatus? DecodeOne<TKernel>(ref BitSource source, ref OutputWindow output, HuffmanTables tables)
        where TKernel : struct, IKernel
    {
        if (source.Count < MaxSymbolBits) source.Refill();
        if (!TryLookUp(ref source, tables.LiteralLengths, out uint entry, out uint value)) return InflateStatus.Truncated;
        if ((entry & DecodeEntry.Literal) != 0)
        {
            if (output.Next == output.End) return InflateStatus.OutputFull;
            *output.Next++ = (byte)(entry >> 8);
            return null;
        }

        if ((entry & DecodeEntry.Exceptional) != 0)
            return (entry & DecodeEntry.EndOfBlock) == DecodeEntry.EndOfBlock ? InflateStatus.Done : InflateStatus.BadSymbol;
        uint length = value;
        if (source.Count < MaxSymbolBits) source.Refill();
        if (!TryLookUp(ref source, tables.Distances, out entry, out uint distance)) return InflateStatus.Truncated;
        if ((entry & DecodeEntry.Exceptional) != 0) return InflateStatus.BadSymbol;
        if (distance > output.Reach(output.Next)) return output.TooFar(distance);
        if (output.End - output.Next < length) return InflateStatus.OutputFull;
        MatchCopy.Exact<TKernel>(output.Next, distance, length);
        output.Next += length;
        return null;
    }

    /// <summary>Finds the next entry and consumes it; false when the input does not hold all its bits.</summary>
    private static bool TryLookUp(ref BitSource source, DecodeTable table, out uint entry, out uint value)
    {
        value = 0;
        entry = table.Entries[source.Buffer & ((1UL << table.IndexBits) - 1)];
        if ((entry & (DecodeEntry.Subtable | DecodeEntry.Literal)) == DecodeEntry.Subtable)
        {
            if (!source.TryDrop(entry & DecodeEntry.BitsMask)) return false;
            entry = table.Entries[(entry >> 16 & 0x7fff) + (source.Buffer & ((1UL << (int)(entry >> 8 & 0x3f)) - 1))];
        }

        // Of two literals the careful way takes the first.
        bool isLiteral = (entry & DecodeEntry.Literal) != 0;
        uint bits = (isLiteral ? entry >> DecodeEntry.FirstBitsShift : entry) & DecodeEntry.BitsMask;
        value = (entry >> 16) + (uint)((source.Buffer & ((1UL << (int)bits) - 1)) >> (int)(entry >> 8 & 0x3f));
        return source.TryDrop(bits);
    }
}
