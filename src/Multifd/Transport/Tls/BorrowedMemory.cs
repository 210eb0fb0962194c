using System.Buffers;

namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>
/// Memory outside the GC heap, lent to a call that takes <see cref="Memory{T}"/>. One object serves all calls of a connection, so that
/// none allocates.
/// </summary>
internal sealed unsafe class BorrowedMemory : MemoryManager<byte>
{
    private byte* _start;
    private int _length;

    /// <summary>Points to memory, which must stay where it is until the call that gets it has returned.</summary>
    public Memory<byte> Of(byte* start, int length)
    {
        _start = start;
        _length = length;
        return Memory;
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
