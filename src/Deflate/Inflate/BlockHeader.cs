using MultifdBench.Deflate.Format;

namespace MultifdBench.Deflate.Inflate;

/// <summary>Reads the code lengths of a dynamic block and builds its two tables [RFC1951 §3.2.7]. Not thread-safe.</summary>
internal sealed unsafe class BlockHeader
{
    private readonly byte[] _lengths = GC.AllocateArray<byte>(Alphabet.FixedLiteralLengthCount + Alphabet.FixedDistanceCount + 16, pinned: true);
    private readonly DecodeTable _precode = new(Alphabet.MaxPrecodeLength, DecodeEntry.PrecodeTemplates, Alphabet.PrecodeCount, 0);

    /// <summary>Reads a header that follows the block type and builds <paramref name="literalLengths"/> and <paramref name="distances"/>.</summary>
    public InflateStatus Read(ref BitSource source, DecodeTable literalLengths, DecodeTable distances)
    {
        if (!source.TryRead(14, out uint counts)) return InflateStatus.Truncated;
        int literalCount = (int)(counts & 31) + 257, distanceCount = (int)(counts >> 5 & 31) + 1;
        if (literalCount > Alphabet.LiteralLengthCount || distanceCount > Alphabet.DistanceCount) return InflateStatus.TooManySymbols;
        InflateStatus status = ReadPrecode(ref source, (int)(counts >> 10) + 4);
        if (status != InflateStatus.Done) return status;
        fixed (byte* lengths = _lengths)
        {
            status = ReadLengths(ref source, lengths, literalCount + distanceCount);
            if (status != InflateStatus.Done) return status;
            if (lengths[Alphabet.EndOfBlock] == 0) return InflateStatus.MissingEndOfBlock;
            status = literalLengths.Build(lengths, literalCount);
            return status != InflateStatus.Done ? status : distances.Build(lengths + literalCount, distanceCount);
        }
    }

    private InflateStatus ReadPrecode(ref BitSource source, int count)
    {
        byte* lengths = stackalloc byte[Alphabet.PrecodeCount];
        new Span<byte>(lengths, Alphabet.PrecodeCount).Clear();
        for (int i = 0; i < count; i++)
        {
            if (!source.TryRead(3, out uint length)) return InflateStatus.Truncated;
            lengths[Alphabet.PrecodeOrder[i]] = (byte)length;
        }

        return _precode.Build(lengths, Alphabet.PrecodeCount);
    }

    private InflateStatus ReadLengths(ref BitSource source, byte* lengths, int count)
    {
        uint* table = _precode.Entries;
        for (int i = 0; i < count;)
        {
            source.Refill();
            uint entry = table[source.Buffer & ((1 << Alphabet.MaxPrecodeLength) - 1)];
            if ((entry & DecodeEntry.LiteralMask) == 0) return source.Count < 7 ? InflateStatus.Truncated : InflateStatus.BadSymbol;
            if (!source.TryDrop(entry & DecodeEntry.BitsMask)) return InflateStatus.Truncated;
            uint symbol = entry >> 8;
            if (symbol < 16)
            {
                lengths[i++] = (byte)symbol;
                continue;
            }

            if (symbol == 16 && i == 0) return InflateStatus.BadLengthRepeat;
            (int extraBits, int least) = symbol switch { 16 => (2, 3), 17 => (3, 3), _ => (7, 11) };
            if (!source.TryRead(extraBits, out uint extra)) return InflateStatus.Truncated;
            int repeat = least + (int)extra;
            if (repeat > count - i) return InflateStatus.BadLengthRepeat;
            new Span<byte>(lengths + i, repeat).Fill(symbol == 16 ? lengths[i - 1] : (byte)0);
            i += repeat;
        }

        return InflateStatus.Done;
    }
}
