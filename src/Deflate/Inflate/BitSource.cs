namespace MultifdBench.Deflate.Inflate;

/// <summary>Where a decoder is in its input: up to 63 bits in hand, least significant first, and the bytes after them.</summary>
internal unsafe struct BitSource
{
    public ulong Buffer;
    public uint Count;
    public byte* Next;
    public byte* End;

    /// <summary>Takes bytes while they fit, none beyond the end; missing bits read as zero.</summary>
    public void Refill()
    {
        while (Count <= 55 && Next < End)
        {
            Buffer |= (ulong)*Next++ << (int)Count;
            Count += 8;
        }
    }

    /// <summary>Takes <paramref name="bits"/> bits (at most 32), or false when the input ends before them.</summary>
    public bool TryRead(int bits, out uint value)
    {
        Refill();
        value = (uint)(Buffer & ((1UL << bits) - 1));
        return TryDrop((uint)bits);
    }

    /// <summary>Drops bits that were looked at, or false when some of them were beyond the end.</summary>
    public bool TryDrop(uint bits)
    {
        if (bits > Count) return false;
        Buffer >>= (int)bits;
        Count -= bits;
        return true;
    }

    /// <summary>Skips to the next byte boundary of the stream and gives whole bytes in hand back.</summary>
    public void AlignToByte()
    {
        Next -= Count >> 3;
        Count = 0;
        Buffer = 0;
    }
}
