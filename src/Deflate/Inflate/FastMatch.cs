using System.Runtime.CompilerServices;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>What follows a look-up that gave no literal, in a loop that has bits to spare.</summary>
internal static unsafe class FastMatch
{
    /// <summary>Decodes a match, or a literal that is behind a subtable.</summary>
    /// <param name="entry">What the literal/length table gave; not consumed yet.</param>
    /// <param name="table">The literal/length table.</param>
    /// <param name="distanceTable">The distance table.</param>
    /// <param name="buffer">At least 48 bits, which is the longest match.</param>
    /// <param name="count">As for <see cref="FastBits"/>.</param>
    /// <param name="to">Where the match goes.</param>
    /// <param name="output">The bounds of the output.</param>
    /// <returns>False when it is neither, or a wrong one; then nothing is consumed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecode<TKernel>(
        uint entry, uint* table, uint* distanceTable, ref ulong buffer, ref uint count, ref byte* to, ref readonly OutputWindow output)
        where TKernel : struct, IKernel
    {
        ulong bits = buffer;
        uint left = count;
        if ((entry & DecodeEntry.Exceptional) != 0)
        {
            if ((entry & DecodeEntry.SubtableFlag) == 0) return false;
            FastBits.Drop(entry, ref bits, ref left);
            entry = FastBits.InSubtable(table, entry, bits);
            if ((entry & DecodeEntry.Literal) != 0)
            {
                *to++ = (byte)(entry >> 8);
                FastBits.Drop(entry, ref bits, ref left);
                buffer = bits;
                count = left;
                return true;
            }

            if ((entry & DecodeEntry.Exceptional) != 0) return false;
        }

        uint length = FastBits.Value<TKernel>(bits, entry);
        FastBits.Drop(entry, ref bits, ref left);
        entry = distanceTable[bits & ((1 << HuffmanTables.DistanceIndexBits) - 1)];
        if ((entry & DecodeEntry.Exceptional) != 0)
        {
            if ((entry & DecodeEntry.SubtableFlag) == 0) return false;
            FastBits.Drop(entry, ref bits, ref left);
            entry = FastBits.InSubtable(distanceTable, entry, bits);
            if ((entry & DecodeEntry.Exceptional) != 0) return false;
        }

        uint distance = FastBits.Value<TKernel>(bits, entry);
        byte* start = to;
        nint room = (nint)(output.End - start);
        if (distance > output.Reach(start) || length > (uint)room) return false;
        // All that the loop goes on with is settled before the copy, so that nothing of it waits in memory for calls to return.
        FastBits.Drop(entry, ref bits, ref left);
        buffer = bits;
        count = left;
        to = start + length;
        if (length + MatchCopy.SlackBytes <= (uint)room) TKernel.CopyMatch(start, distance, length);
        else MatchCopy.Exact<TKernel>(start, distance, length);
        return true;
    }
}
