using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using MultifdBench.Guest;

namespace MultifdBench.Workloads.Servers;

/// <summary>The part of a RAM block that is the server's heap, addressed by heap offsets.</summary>
/// <param name="block">The RAM block.</param>
/// <param name="firstPage">Page of the block at which the heap begins.</param>
internal readonly struct HeapMemory(RamBlock block, long firstPage)
{
    /// <summary>A range of bytes.</summary>
    public Span<byte> Bytes(long offset, int length) => block.GetSpan((firstPage << Page.Shift) + offset, length);

    /// <summary>Writes a 64-bit word, little-endian as on x86-64.</summary>
    public void SetWord(long offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Bytes(offset, sizeof(ulong)), value);

    /// <summary>Reads a 64-bit word.</summary>
    public ulong Word(long offset) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(offset, sizeof(ulong)));

    /// <summary>Marks the page of an offset as written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(long offset) => block.Dirty.Mark(firstPage + (offset >> Page.Shift));
}
