using System.Runtime.CompilerServices;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>Reads the code lengths of a dynamic block and builds its two tables [RFC1951 §3.2.7]. Not thread-safe.</summary>
internal sealed unsafe class BlockHeader
{
    private const int MaxRepeat = 138;
    private const int StoreBytes = 16;
    private const uint MaxItemBits = Alphabet.MaxPrecodeLength + 7; // a code and the extra bits of symbol 18

    // The last repeat may run past the last symbol before it is refused, and a store past that.
    private readonly byte[] _lengths = GC.AllocateArray<byte>(
        Alphabet.LiteralLengthCount + Alphabet.DistanceCount + MaxRepeat + SortedSymbols.ReadAhead, pinned: true);
    private readonly uint[] _precodeEntries = GC.AllocateArray<uint>(1 << Alphabet.MaxPrecodeLength, pinned: true);
    private readonly DecodeTable _precode;

    public BlockHeader()
    {
        fixed (uint* entries = _precodeEntries) // on the pinned heap, held by this object
            _precode = new DecodeTable(entries, Alphabet.MaxPrecodeLength, DecodeEntry.PrecodeTemplates, hasLiterals: false);
    }

    /// <summary>Reads a header that follows the block type and builds <paramref name="tables"/>.</summary>
    public InflateStatus Read<TKernel>(ref BitSource source, HuffmanTables tables)
        where TKernel : struct, IKernel
    {
        if (!source.TryRead(14, out uint counts)) return InflateStatus.Truncated;
        int literalCount = (int)(counts & 31) + 257, distanceCount = (int)(counts >> 5 & 31) + 1;
        if (literalCount > Alphabet.LiteralLengthCount || distanceCount > Alphabet.DistanceCount) return InflateStatus.TooManySymbols;
        InflateStatus status = ReadPrecode<TKernel>(ref source, (int)(counts >> 10) + 4);
        if (status != InflateStatus.Done) return status;
        fixed (byte* lengths = _lengths)
        {
            status = ReadLengths<TKernel>(ref source, lengths, literalCount + distanceCount);
            if (status != InflateStatus.Done) return status;
            if (lengths[Alphabet.EndOfBlock] == 0) return InflateStatus.MissingEndOfBlock;
            status = tables.LiteralLengths.Build<TKernel>(lengths, literalCount);
            return status != InflateStatus.Done ? status : tables.Distances.Build<TKernel>(lengths + literalCount, distanceCount);
        }
    }

    private InflateStatus ReadPrecode<TKernel>(ref BitSource source, int count)
        where TKernel : struct, IKernel
    {
        byte* lengths = stackalloc byte[Alphabet.PrecodeCount + SortedSymbols.ReadAhead];
        new Span<byte>(lengths, Alphabet.PrecodeCount).Clear();
        for (int i = 0; i < count; i++)
        {
            if (!source.TryRead(3, out uint length)) return InflateStatus.Truncated;
            lengths[Alphabet.PrecodeOrder[i]] = (byte)length;
        }

        return _precode.Build<TKernel>(lengths, Alphabet.PrecodeCount);
    }

    /// <summary>
    /// A plain length is treated as a repeat of one, so that runs and lengths go through the same instructions: which comes next is hard to
    /// predict, and a wrong guess costs more than all of them.
    /// </summary>
    private InflateStatus ReadLengths<TKernel>(ref BitSource source, byte* lengths, int count)
        where TKernel : struct, IKernel
    {
        uint* table = _precode.Entries;
        uint previous = 0;
        // Local copies stay in registers; from one symbol to the next there is nothing but them and the table.
        ulong buffer = source.Buffer;
        uint held = source.Count;
        byte* next = source.Next, end = source.End;
        for (int i = 0; i < count;)
        {
            if (held < MaxItemBits) Refill(ref buffer, ref held, ref next, end);
            uint entry = table[buffer & ((1 << Alphabet.MaxPrecodeLength) - 1)];
            uint bits = entry & DecodeEntry.BitsMask;
            if (bits > held) return InflateStatus.Truncated;
            if ((entry & DecodeEntry.Exceptional) != 0) return InflateStatus.BadSymbol;
            uint repeats = (entry >> 16 & 0x7f) + (uint)((buffer & ((1UL << (int)bits) - 1)) >> (int)(entry >> 8));
            buffer >>= (int)bits;
            held -= bits;
            bool repeatsPrevious = (entry & DecodeEntry.RepeatsPrevious) != 0;
            if (repeats > (uint)(count - i) || (repeatsPrevious && i == 0)) return InflateStatus.BadLengthRepeat;
            previous = repeatsPrevious ? previous : entry >> 24 & 15;
            TKernel.Fill16(lengths + i, (byte)previous);
            for (uint done = StoreBytes; done < repeats; done += StoreBytes) TKernel.Fill16(lengths + i + done, (byte)previous);
            i += (int)repeats;
        }

        source.Buffer = buffer;
        source.Count = held;
        source.Next = next;
        return InflateStatus.Done;
    }

    /// <summary>Bits for a few items; eight bytes at once while the input has them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref ulong buffer, ref uint held, ref byte* next, byte* end)
    {
        if (end - next >= sizeof(ulong))
        {
            uint bytes = (63 - held) >> 3; // at most 7
            buffer |= (*(ulong*)next & ((1UL << (int)(8 * bytes)) - 1)) << (int)held;
            next += bytes;
            held += 8 * bytes;
            return;
        }

        for (; held <= 55 && next < end; held += 8) buffer |= (ulong)*next++ << (int)held;
    }
}
