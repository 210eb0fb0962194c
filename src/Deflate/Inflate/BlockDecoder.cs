using System.Runtime.CompilerServices;

namespace MultifdBench.Deflate.Inflate;

/// <summary>Decodes the body of one Huffman block, given its tables.</summary>
internal static unsafe class BlockDecoder
{
    /// <summary>Bytes of input that the fast loop needs ahead of it: two eight-byte loads, the second up to seven bytes further on.</summary>
    private const int InputMarginBytes = 16;

    /// <summary>Bytes of room that the fast loop needs: four times up to three literals, and the byte that the last store may write too many.</summary>
    private const int OutputMarginBytes = 16;

    /// <summary>Decodes to the end of the block, or to the first thing that is wrong.</summary>
    public static InflateStatus Decode(ref BitSource source, ref OutputWindow output, DecodeTable literalLengths, DecodeTable distances)
    {
        while (true)
        {
            if (source.End - source.Next >= InputMarginBytes && output.End - output.Next >= OutputMarginBytes)
            {
                InflateStatus? ended = DecodeFast(ref source, ref output, literalLengths, distances);
                if (ended is not null) return ended.Value;
            }

            InflateStatus? end = DecodeOne(ref source, ref output, literalLengths, distances);
            if (end is not null) return end.Value;
        }
    }

    private static InflateStatus? DecodeFast(ref BitSource source, ref OutputWindow output, DecodeTable literalLengths, DecodeTable distances)
    {
        ulong buffer = source.Buffer;
        uint count = source.Count;
        byte* next = source.Next, lastInput = source.End - InputMarginBytes;
        byte* to = output.Next, lastOutput = output.End - OutputMarginBytes;
        uint* table = literalLengths.Entries;
        uint* distanceTable = distances.Entries;
        ulong mask = (1UL << literalLengths.IndexBits) - 1;
        ulong distanceMask = (1UL << distances.IndexBits) - 1;
        InflateStatus? status = null;
        while (next <= lastInput && to <= lastOutput)
        {
            Refill(ref buffer, ref count, ref next);
            uint entry = table[buffer & mask];
            if ((entry & DecodeEntry.LiteralMask) != 0)
            {
                PutLiterals(entry, ref buffer, ref count, ref to);
                entry = table[buffer & mask];
                if ((entry & DecodeEntry.LiteralMask) != 0)
                {
                    PutLiterals(entry, ref buffer, ref count, ref to);
                    entry = table[buffer & mask];
                    if ((entry & DecodeEntry.LiteralMask) != 0)
                    {
                        PutLiterals(entry, ref buffer, ref count, ref to);
                        entry = table[buffer & mask];
                        if ((entry & DecodeEntry.LiteralMask) != 0)
                        {
                            PutLiterals(entry, ref buffer, ref count, ref to);
                            continue;
                        }
                    }
                }

                Refill(ref buffer, ref count, ref next);
            }

            if ((entry & DecodeEntry.Exceptional) != 0)
            {
                if ((entry & 1u << 15) != 0)
                {
                    buffer >>= (int)entry;
                    count -= entry;
                    entry = table[(entry >> 16 & 0x7fff) + (buffer & ((1UL << (int)(entry >> 8)) - 1))];
                    if ((entry & DecodeEntry.LiteralMask) != 0)
                    {
                        PutLiterals(entry, ref buffer, ref count, ref to);
                        continue;
                    }
                }

                if ((entry & DecodeEntry.Exceptional) != 0)
                {
                    buffer >>= (int)entry;
                    count -= entry;
                    status = (entry & 1u << 14) != 0 ? InflateStatus.Done : InflateStatus.BadSymbol;
                    break;
                }
            }

            ulong saved = buffer;
            buffer >>= (int)entry;
            count -= entry;
            uint length = (entry >> 16) + (uint)((saved & ((1UL << (int)entry) - 1)) >> (int)(entry >> 8));
            entry = distanceTable[buffer & distanceMask];
            if ((entry & DecodeEntry.Exceptional) != 0)
            {
                if ((entry & 1u << 15) != 0)
                {
                    buffer >>= (int)entry;
                    count -= entry;
                    entry = distanceTable[(entry >> 16 & 0x7fff) + (buffer & ((1UL << (int)(entry >> 8)) - 1))];
                }

                if ((entry & DecodeEntry.Exceptional) != 0)
                {
                    status = InflateStatus.BadSymbol;
                    break;
                }
            }

            saved = buffer;
            buffer >>= (int)entry;
            count -= entry;
            uint distance = (entry >> 16) + (uint)((saved & ((1UL << (int)entry) - 1)) >> (int)(entry >> 8));
            if (distance > output.Reach(to))
            {
                status = output.TooFar(to, distance);
                break;
            }

            nint room = (nint)(output.End - to);
            if (length + MatchCopy.SlackBytes <= (uint)room)
            {
                MatchCopy.Wide(to, distance, length);
            }
            else if (length <= (uint)room)
            {
                MatchCopy.Exact(to, distance, length);
            }
            else
            {
                status = InflateStatus.OutputFull;
                break;
            }

            to += length;
        }

        // Above the counted bits the buffer holds bits of bytes that were not taken yet; the careful reader ORs them in again.
        source.Count = count & 63;
        source.Buffer = buffer & ((1UL << (int)source.Count) - 1);
        source.Next = next;
        output.Next = to;
        return status;
    }

    /// <summary>
    /// At least 56 bits in hand, without a branch. Only the low six bits of <paramref name="count"/> mean anything: whole entries are subtracted
    /// from it, and shifts look at no more. Masking an entry first would put an instruction on the path from one symbol to the next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref ulong buffer, ref uint count, ref byte* next)
    {
        buffer |= *(ulong*)next << (int)count;
        next += ~count >> 3 & 7; // (63 − count) / 8
        count |= 56;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutLiterals(uint entry, ref ulong buffer, ref uint count, ref byte* to)
    {
        *(uint*)to = entry >> 8;
        to += entry >> 6 & 3;
        buffer >>= (int)entry;
        count -= entry;
    }

    /// <summary>One symbol with every bound checked: for the last bytes of input and output.</summary>
    private static InflateStatus? DecodeOne(ref BitSource source, ref OutputWindow output, DecodeTable literalLengths, DecodeTable distances)
    {
        source.Refill();
        if (!TryLookUp(ref source, literalLengths, out uint entry, out uint value)) return InflateStatus.Truncated;
        uint literals = entry >> 6 & 3;
        if (literals != 0)
        {
            if (output.End - output.Next < literals) return InflateStatus.OutputFull;
            for (uint bytes = entry >> 8; literals > 0; literals--, bytes >>= 8) *output.Next++ = (byte)bytes;
            return null;
        }

        if ((entry & DecodeEntry.Exceptional) != 0)
            return (entry & DecodeEntry.EndOfBlock) == DecodeEntry.EndOfBlock ? InflateStatus.Done : InflateStatus.BadSymbol;
        uint length = value;
        source.Refill();
        if (!TryLookUp(ref source, distances, out entry, out uint distance)) return InflateStatus.Truncated;
        if ((entry & DecodeEntry.Exceptional) != 0) return InflateStatus.BadSymbol;
        if (distance > output.Reach(output.Next)) return output.TooFar(output.Next, distance);
        if (output.End - output.Next < length) return InflateStatus.OutputFull;
        MatchCopy.Exact(output.Next, distance, length);
        output.Next += length;
        return null;
    }

    /// <summary>Finds the next entry and consumes it; false when the input does not hold all its bits.</summary>
    private static bool TryLookUp(ref BitSource source, DecodeTable table, out uint entry, out uint value)
    {
        value = 0;
        entry = table.Entries[source.Buffer & ((1UL << table.IndexBits) - 1)];
        if ((entry & DecodeEntry.Subtable) == DecodeEntry.Subtable)
        {
            if (!source.TryDrop(entry & DecodeEntry.BitsMask)) return false;
            entry = table.Entries[(entry >> 16 & 0x7fff) + (source.Buffer & ((1UL << (int)(entry >> 8 & 0x3f)) - 1))];
        }

        uint bits = entry & DecodeEntry.BitsMask;
        value = (entry >> 16) + (uint)((source.Buffer & ((1UL << (int)bits) - 1)) >> (int)(entry >> 8 & 0x3f));
        return source.TryDrop(bits);
    }
}
