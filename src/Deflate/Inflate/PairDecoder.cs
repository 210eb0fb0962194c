using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>
/// Decodes the Huffman blocks of two streams in one loop. A symbol waits for the one before it in its stream, some seven cycles that a
/// processor cannot shorten; what it can do is work on another stream meanwhile.
/// </summary>
internal static unsafe class PairDecoder
{
    /// <summary>Bytes of input that an iteration needs: two refills, each of which loads eight bytes and takes at most seven.</summary>
    private const int InputMarginBytes = 16;

    /// <summary>Bytes of room that the literals of an iteration need: two entries, each of which writes two bytes.</summary>
    private const int OutputMarginBytes = 4;

    /// <summary>
    /// Decodes until one of the streams needs care: its block or its buffers end, or something is wrong. Nothing of what it stopped at is
    /// consumed, so <see cref="BlockDecoder"/> goes on from there and finds out.
    /// </summary>
    /// <param name="first">A stream inside a Huffman block.</param>
    /// <param name="second">
    /// Another of the same decoder, so that their tables lie as <see cref="HuffmanTables.ForDynamicBlocks"/> says or are the same.
    /// </param>
    /// <returns>Whether it is the second stream that stopped.</returns>
    public static bool Decode<TKernel>(ref StreamLane first, ref StreamLane second)
        where TKernel : struct, IKernel
    {
        // The loop compares with the last place that has a margin behind it. Less than a margin has none, and an empty buffer may be null.
        if (!HasMargins(in first)) return false;
        if (!HasMargins(in second)) return true;
        if (first.Tables.IsForManyPages && second.Tables.IsForManyPages) return Decode<SharedTables, TKernel>(ref first, ref second);
        UseOwnTables<TKernel>(ref first);
        UseOwnTables<TKernel>(ref second);
        return Decode<OwnTables<TKernel>, TKernel>(ref first, ref second);
    }

    private static bool HasMargins(ref readonly StreamLane lane) =>
        lane.Source.End - lane.Source.Next >= InputMarginBytes && lane.Output.End - lane.Output.Next >= OutputMarginBytes;

    /// <summary>
    /// A fixed block beside a dynamic one gets the fixed code in tables of the same kind; rare, but too slow to go through alone.
    /// </summary>
    private static void UseOwnTables<TKernel>(ref StreamLane lane)
        where TKernel : struct, IKernel
    {
        if (!lane.Tables.IsForManyPages) return;
        lane.Own.BuildFixedCode<TKernel>();
        lane.Tables = lane.Own;
    }

    private static bool Decode<TShape, TKernel>(ref StreamLane first, ref StreamLane second)
        where TShape : struct, ITableShape
        where TKernel : struct, IKernel
    {
        uint* table = first.Tables.LiteralLengths.Entries;
        ulong buffer0 = first.Source.Buffer, buffer1 = second.Source.Buffer;
        uint count0 = first.Source.Count, count1 = second.Source.Count;
        byte* next0 = first.Source.Next, next1 = second.Source.Next;
        byte* to0 = first.Output.Next, to1 = second.Output.Next;
        byte* lastInput0 = first.Source.End - InputMarginBytes, lastInput1 = second.Source.End - InputMarginBytes;
        byte* lastOutput0 = first.Output.End - OutputMarginBytes, lastOutput1 = second.Output.End - OutputMarginBytes;
        bool isSecond;
        FastBits.Refill(ref buffer0, ref count0, ref next0);
        FastBits.Refill(ref buffer1, ref count1, ref next1);
        uint entry0 = FastBits.LookUp<TShape>(table, buffer0);
        uint entry1 = FastBits.LookUp<TShape>(table + TShape.SecondLane, buffer1);
        while (true)
        {
            if ((entry0 & entry1 & DecodeEntry.Literal) != 0)
            {
                FastBits.PutLiterals<TShape>(entry0, table, ref buffer0, ref count0, ref to0);
                FastBits.PutLiterals<TShape>(entry1, table + TShape.SecondLane, ref buffer1, ref count1, ref to1);
                entry0 = FastBits.LookUp<TShape>(table, buffer0);
                entry1 = FastBits.LookUp<TShape>(table + TShape.SecondLane, buffer1);
                if ((entry0 & entry1 & DecodeEntry.Literal) != 0)
                {
                    FastBits.PutLiterals<TShape>(entry0, table, ref buffer0, ref count0, ref to0);
                    FastBits.PutLiterals<TShape>(entry1, table + TShape.SecondLane, ref buffer1, ref count1, ref to1);
                    if (next0 > lastInput0 || to0 > lastOutput0)
                    {
                        isSecond = false;
                        break;
                    }

                    if (next1 > lastInput1 || to1 > lastOutput1)
                    {
                        isSecond = true;
                        break;
                    }

                    entry0 = FastBits.RefillAndLookUp<TShape>(true, table, ref buffer0, ref count0, ref next0);
                    entry1 = FastBits.RefillAndLookUp<TShape>(true, table + TShape.SecondLane, ref buffer1, ref count1, ref next1);
                    continue;
                }

                FastBits.Refill(ref buffer0, ref count0, ref next0);
                FastBits.Refill(ref buffer1, ref count1, ref next1);
            }

            if ((entry0 & DecodeEntry.Literal) != 0)
            {
                FastBits.PutLiterals<TShape>(entry0, table, ref buffer0, ref count0, ref to0);
            }
            else if (!FastMatch.TryDecode<TKernel>(entry0, table, table + TShape.Distances, ref buffer0, ref count0, ref to0,
                in first.Output))
            {
                isSecond = false;
                break;
            }

            if ((entry1 & DecodeEntry.Literal) != 0)
            {
                FastBits.PutLiterals<TShape>(entry1, table + TShape.SecondLane, ref buffer1, ref count1, ref to1);
            }
            else if (!FastMatch.TryDecode<TKernel>(entry1, table + TShape.SecondLane, table + TShape.SecondLane + TShape.Distances,
                ref buffer1, ref count1, ref to1, in second.Output))
            {
                isSecond = true;
                break;
            }

            if (next0 > lastInput0 || to0 > lastOutput0)
            {
                isSecond = false;
                break;
            }

            if (next1 > lastInput1 || to1 > lastOutput1)
            {
                isSecond = true;
                break;
            }

            entry0 = FastBits.RefillAndLookUp<TShape>(false, table, ref buffer0, ref count0, ref next0);
            entry1 = FastBits.RefillAndLookUp<TShape>(false, table + TShape.SecondLane, ref buffer1, ref count1, ref next1);
        }

        first.Output.Next = to0;
        second.Output.Next = to1;
        FastBits.Store(ref first.Source, buffer0, count0, next0);
        FastBits.Store(ref second.Source, buffer1, count1, next1);
        return isSecond;
    }
}
