using System.Runtime.CompilerServices;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>Reads the code lengths of a dynamic block and builds its two tables [RFC1951 §3.2.7]. Not thread-safe.</summary>
internal sealed unsafe class BlockHeader
{
    private const int MaxRepeat = 138;
    private const int StoreBytes = 16;
    private const ulong IndexMask = (1 << Alphabet.MaxPrecodeLength) - 1;

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

    private InflateStatus ReadLengths<TKernel>(ref BitSource source, byte* lengths, int count)
        where TKernel : struct, IKernel
    {
        uint* table = _precode.Entries;
        var to = new LengthSink(lengths, count);
        if (source.End - source.Next >= sizeof(ulong)) ReadFast<TKernel>(ref source, ref to, table);
        while (to.Next < to.End)
        {
            source.Refill();
            uint entry = table[source.Buffer & IndexMask];
            uint bits = entry & DecodeEntry.BitsMask;
            if (bits > source.Count) return InflateStatus.Truncated;
            if (!to.TryTake<TKernel>(entry, source.Buffer))
                return (entry & DecodeEntry.Exceptional) != 0 ? InflateStatus.BadSymbol : InflateStatus.BadLengthRepeat;
            source.TryDrop(bits);
        }

        return InflateStatus.Done;
    }

    /// <summary>Reads while eight bytes of input are left, to the end or to what is wrong, which the careful loop finds.</summary>
    private static void ReadFast<TKernel>(ref BitSource source, ref LengthSink lengths, uint* table)
        where TKernel : struct, IKernel
    {
        // Local copies stay in registers; from one item to the next there is nothing but them and the table.
        LengthSink to = lengths;
        ulong buffer = source.Buffer;
        uint count = source.Count;
        byte* next = source.Next, lastInput = source.End - sizeof(ulong);
        while (next <= lastInput)
        {
            FastBits.Refill(ref buffer, ref count, ref next); // for four items of up to 14 bits
            if (!TryReadOne<TKernel>(table, ref to, ref buffer, ref count)) break;
            if (!TryReadOne<TKernel>(table, ref to, ref buffer, ref count)) break;
            if (!TryReadOne<TKernel>(table, ref to, ref buffer, ref count)) break;
            if (!TryReadOne<TKernel>(table, ref to, ref buffer, ref count)) break;
        }

        FastBits.Store(ref source, buffer, count, next);
        lengths = to;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadOne<TKernel>(uint* table, ref LengthSink to, ref ulong buffer, ref uint count)
        where TKernel : struct, IKernel
    {
        uint entry = table[buffer & IndexMask];
        if (!to.TryTake<TKernel>(entry, buffer)) return false;
        FastBits.Drop(entry, ref buffer, ref count);
        return true;
    }

    /// <summary>Where code lengths go, and the one before, which may be repeated.</summary>
    private struct LengthSink(byte* lengths, int count)
    {
        public byte* Next = lengths;
        public readonly byte* End = lengths + count;
        private uint _previous;
        private uint _forbidden = DecodeEntry.Exceptional | DecodeEntry.RepeatsPrevious; // nothing is before the first

        /// <summary>
        /// Takes an item; false, and nothing is taken, when it is none, or more than what is missing. A plain length is treated as a repeat
        /// of one, so that runs and lengths go through the same instructions: which comes next is hard to predict, and a wrong guess costs
        /// more than all of them.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryTake<TKernel>(uint entry, ulong buffer)
            where TKernel : struct, IKernel
        {
            uint repeats = (entry >> 16 & 0x7f) + (uint)(TKernel.LowBits(buffer, entry) >> (int)(entry >> 8));
            if ((entry & _forbidden) != 0 || repeats > (uint)(End - Next)) return false;
            _forbidden = DecodeEntry.Exceptional;
            // Without a branch; an entry that repeats has no length of its own.
            uint repeatsPrevious = 0 - (entry >> 28 & 1);
            _previous = (_previous & repeatsPrevious) | (entry >> 24 & 15);
            TKernel.Fill16(Next, (byte)_previous);
            for (uint done = StoreBytes; done < repeats; done += StoreBytes) TKernel.Fill16(Next + done, (byte)_previous);
            Next += repeats;
            return true;
        }
    }
}
