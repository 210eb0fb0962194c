using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MultifdBench.Deflate.Compress;

/// <summary>Writes bits, least significant first, into a buffer that the caller has sized for the worst case (and 8 bytes more).</summary>
internal unsafe struct BitSink
{
    public ulong Buffer;
    public uint Count;
    public byte* Next;

    /// <summary>Bits are in hand up to 64; call <see cref="Flush"/> before there would be more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(uint value, int bits)
    {
        Debug.Assert(Count + bits < 64 && (bits == 32 || value >> bits == 0), "the bits fit the buffer and the value its bits");
        Buffer |= (ulong)value << (int)Count;
        Count += (uint)bits;
    }

    /// <summary>An entry of <see cref="EncoderTables"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutCode(uint entry) => Put(entry >> 8, (int)(entry & 0xff));

    /// <summary>
    /// Stores whole bytes; at most 7 bits stay in hand. Always writes 8 bytes, of which later output overwrites the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Flush()
    {
        *(ulong*)Next = Buffer;
        Next += Count >> 3;
        Buffer >>= (int)(Count & 0x38);
        Count &= 7;
    }

    /// <summary>Fills the last byte with zero bits.</summary>
    public void AlignToByte()
    {
        Count = (Count + 7) & ~7u;
        Flush();
    }
}
