using System.Runtime.CompilerServices;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>
/// The steps of loops that have bytes of input and output to spare. Only the low six bits of a count mean anything: whole entries are
/// subtracted from it, and shifts look at no more. Masking an entry first would put an instruction on the path from one symbol to the next.
/// </summary>
internal static unsafe class FastBits
{
    /// <summary>Bits in hand after a refill, at least.</summary>
    public const int RefilledBits = 56;

    /// <summary>At least <see cref="RefilledBits"/> in hand, without a branch. Loads eight bytes and takes at most seven.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Refill(ref ulong buffer, ref uint count, ref byte* next)
    {
        buffer |= *(ulong*)next << (int)count;
        next += ~count >> 3 & 7; // (63 − count) / 8
        count |= RefilledBits;
    }

    /// <summary>
    /// Refills and looks up what comes next: where the bits of an index are still in hand before the refill, so that the look-up does not
    /// wait for that.
    /// </summary>
    /// <param name="isAfterLiterals">Whether two entries of literals were consumed since the last refill, and nothing else.</param>
    /// <param name="table">The literal/length table.</param>
    /// <param name="buffer">As for <see cref="Refill"/>.</param>
    /// <param name="count">As for <see cref="Refill"/>.</param>
    /// <param name="next">As for <see cref="Refill"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RefillAndLookUp<TShape>(bool isAfterLiterals, uint* table, ref ulong buffer, ref uint count, ref byte* next)
        where TShape : struct, ITableShape
    {
        // Two literals per entry take twice the bits of an index at most. Where that leaves another index, nothing is asked.
        bool leavesIndex = 5 * TShape.IndexBits <= RefilledBits;
        if (leavesIndex ? !isAfterLiterals : (count & 63) < TShape.IndexBits)
        {
            Refill(ref buffer, ref count, ref next);
            return LookUp<TShape>(table, buffer);
        }

        uint entry = LookUp<TShape>(table, buffer);
        Refill(ref buffer, ref count, ref next);
        return entry;
    }

    /// <summary>What the literal/length table gives for the bits that come next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LookUp<TShape>(uint* table, ulong buffer)
        where TShape : struct, ITableShape =>
        table[buffer & ((1UL << TShape.IndexBits) - 1)];

    /// <summary>Consumes an entry's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drop(uint entry, ref ulong buffer, ref uint count)
    {
        buffer >>= (int)entry;
        count -= entry;
    }

    /// <summary>Writes an entry's one or two literals, always two bytes: which one the second is, nothing waits for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PutLiterals<TShape>(uint entry, uint* table, ref ulong buffer, ref uint count, ref byte* to)
        where TShape : struct, ITableShape
    {
        uint second = LookUp<TShape>(table, buffer >> (int)(entry >> DecodeEntry.FirstBitsShift));
        to[0] = (byte)(entry >> 8);
        to[1] = (byte)(second >> 8);
        to += entry >> DecodeEntry.LiteralCountShift;
        Drop(entry, ref buffer, ref count);
    }

    /// <summary>Base and extra bits of a length or distance whose bits stand lowest in <paramref name="buffer"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Value<TKernel>(ulong buffer, uint entry)
        where TKernel : struct, IKernel =>
        (entry >> 16) + (uint)(TKernel.LowBits(buffer, entry) >> (int)(entry >> 8));

    /// <summary>The entry of a subtable that the bits after those of <paramref name="entry"/> choose.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint InSubtable(uint* table, uint entry, ulong buffer) =>
        table[(entry >> 16 & 0x7fff) + (buffer & ((1UL << (int)(entry >> 8)) - 1))];

    /// <summary>
    /// Gives a position back. Above the counted bits the buffer holds bits of bytes that were not taken yet; the careful reader ORs them in
    /// again.
    /// </summary>
    public static void Store(ref BitSource source, ulong buffer, uint count, byte* next)
    {
        source.Count = count & 63;
        source.Buffer = buffer & ((1UL << (int)source.Count) - 1);
        source.Next = next;
    }
}
