using System.Runtime.CompilerServices;
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

    /// <summary>
    /// Bytes of room that the literals of an iteration need: four times up to three, and the byte that the last store may write too many.
    /// </summary>
    private const int OutputMarginBytes = 16;

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
        if (first.Tables.IsJoined && second.Tables.IsJoined) return Decode<JoinedPair, TKernel>(ref first, ref second);
        UseOwnTables<TKernel>(ref first);
        UseOwnTables<TKernel>(ref second);
        return Decode<DynamicPair, TKernel>(ref first, ref second);
    }

    private static bool HasMargins(ref readonly StreamLane lane) =>
        lane.Source.End - lane.Source.Next >= InputMarginBytes && lane.Output.End - lane.Output.Next >= OutputMarginBytes;

    /// <summary>
    /// A fixed block beside a dynamic one gets the fixed code in tables of the same kind; rare, but too slow to go through alone.
    /// </summary>
    private static void UseOwnTables<TKernel>(ref StreamLane lane)
        where TKernel : struct, IKernel
    {
        if (!lane.Tables.IsJoined) return;
        lane.Own.BuildFixedCode<TKernel>();
        lane.Tables = lane.Own;
    }

    private static bool Decode<TPair, TKernel>(ref StreamLane first, ref StreamLane second)
        where TPair : struct, ITablePair
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
        while (true)
        {
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

            FastBits.Refill(ref buffer0, ref count0, ref next0);
            FastBits.Refill(ref buffer1, ref count1, ref next1);
            uint entry0 = table[buffer0 & TPair.Mask];
            uint entry1 = table[TPair.SecondLane + (nint)(buffer1 & TPair.Mask)];
            if (TPair.AreLiterals(entry0, entry1))
            {
                TPair.PutLiterals(entry0, ref buffer0, ref count0, ref to0);
                TPair.PutLiterals(entry1, ref buffer1, ref count1, ref to1);
                entry0 = table[buffer0 & TPair.Mask];
                entry1 = table[TPair.SecondLane + (nint)(buffer1 & TPair.Mask)];
                if (TPair.AreLiterals(entry0, entry1))
                {
                    TPair.PutLiterals(entry0, ref buffer0, ref count0, ref to0);
                    TPair.PutLiterals(entry1, ref buffer1, ref count1, ref to1);
                    entry0 = table[buffer0 & TPair.Mask];
                    entry1 = table[TPair.SecondLane + (nint)(buffer1 & TPair.Mask)];
                    if (TPair.AreLiterals(entry0, entry1))
                    {
                        TPair.PutLiterals(entry0, ref buffer0, ref count0, ref to0);
                        TPair.PutLiterals(entry1, ref buffer1, ref count1, ref to1);
                        entry0 = table[buffer0 & TPair.Mask];
                        entry1 = table[TPair.SecondLane + (nint)(buffer1 & TPair.Mask)];
                        if (TPair.AreLiterals(entry0, entry1))
                        {
                            TPair.PutLiterals(entry0, ref buffer0, ref count0, ref to0);
                            TPair.PutLiterals(entry1, ref buffer1, ref count1, ref to1);
                            continue;
                        }
                    }
                }

                FastBits.Refill(ref buffer0, ref count0, ref next0);
                FastBits.Refill(ref buffer1, ref count1, ref next1);
            }

            if ((entry0 & DecodeEntry.LiteralMask) != 0)
            {
                TPair.PutLiterals(entry0, ref buffer0, ref count0, ref to0);
            }
            else if (!FastMatch.TryDecode<TKernel>(entry0, table, table + TPair.Distances, ref buffer0, ref count0, ref to0,
                in first.Output))
            {
                isSecond = false;
                break;
            }

            if ((entry1 & DecodeEntry.LiteralMask) != 0)
            {
                TPair.PutLiterals(entry1, ref buffer1, ref count1, ref to1);
            }
            else if (!FastMatch.TryDecode<TKernel>(entry1, table + TPair.SecondLane, table + TPair.SecondLane + TPair.Distances,
                ref buffer1, ref count1, ref to1, in second.Output))
            {
                isSecond = true;
                break;
            }
        }

        first.Output.Next = to0;
        second.Output.Next = to1;
        FastBits.Store(ref first.Source, buffer0, count0, next0);
        FastBits.Store(ref second.Source, buffer1, count1, next1);
        return isSecond;
    }

    /// <summary>How the tables of two streams lie and what their literals are, fixed when the loop is compiled.</summary>
    private interface ITablePair
    {
        static abstract ulong Mask { get; }

        static abstract nint Distances { get; }

        static abstract nint SecondLane { get; }

        static abstract bool AreLiterals(uint entry0, uint entry1);

        static abstract void PutLiterals(uint entry, ref ulong buffer, ref uint count, ref byte* to);
    }

    /// <summary>Dynamic blocks: tables of their own, an entry is one literal.</summary>
    private readonly struct DynamicPair : ITablePair
    {
        public static ulong Mask => (1 << HuffmanTables.DynamicIndexBits) - 1;

        public static nint Distances => HuffmanTables.DynamicLiteralEntries;

        public static nint SecondLane => HuffmanTables.DynamicEntries;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool AreLiterals(uint entry0, uint entry1) => (entry0 & entry1 & DecodeEntry.OneLiteral) != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void PutLiterals(uint entry, ref ulong buffer, ref uint count, ref byte* to)
        {
            *to++ = (byte)(entry >> 8);
            FastBits.Drop(entry, ref buffer, ref count);
        }
    }

    /// <summary>Canned or fixed code: the same tables, an entry is up to three literals.</summary>
    private readonly struct JoinedPair : ITablePair
    {
        public static ulong Mask => (1 << HuffmanTables.CannedIndexBits) - 1;

        public static nint Distances => HuffmanTables.CannedLiteralEntries;

        public static nint SecondLane => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool AreLiterals(uint entry0, uint entry1) =>
            (entry0 & DecodeEntry.LiteralMask) != 0 && (entry1 & DecodeEntry.LiteralMask) != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void PutLiterals(uint entry, ref ulong buffer, ref uint count, ref byte* to) =>
            FastBits.PutLiterals(entry, ref buffer, ref count, ref to);
    }
}
