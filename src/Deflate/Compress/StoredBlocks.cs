using System.Buffers.Binary;
using MultifdBench.Deflate.Format;

namespace MultifdBench.Deflate.Compress;

/// <summary>Stored blocks [RFC1951 §3.2.4]: the way out when nothing shrinks.</summary>
internal static class StoredBlocks
{
    /// <summary>Bytes before the data of each block, when it starts on a byte boundary.</summary>
    public const int OverheadBytes = 5;

    /// <summary>Bytes of <paramref name="length"/> bytes as a stream of stored blocks.</summary>
    public static int SizeOf(int length) =>
        length + OverheadBytes * Math.Max(1, (length + Alphabet.MaxStoredBytes - 1) / Alphabet.MaxStoredBytes);

    /// <summary>Writes a whole stream, or returns −1 when it does not fit.</summary>
    public static int Write(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int size = SizeOf(source.Length);
        if (size > destination.Length) return -1;
        do
        {
            int length = Math.Min(source.Length, Alphabet.MaxStoredBytes);
            destination[0] = length == source.Length ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteUInt16LittleEndian(destination[1..], (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[3..], (ushort)~length);
            source[..length].CopyTo(destination[OverheadBytes..]);
            source = source[length..];
            destination = destination[(OverheadBytes + length)..];
        }
        while (source.Length > 0);
        return size;
    }

    /// <summary>Writes one block of at most 65,535 bytes into a stream under way.</summary>
    public static unsafe void Put(ref BitSink sink, byte* data, int length, bool final)
    {
        sink.Put(final ? 1u : 0, 3);
        sink.AlignToByte();
        sink.Put((uint)length, 16);
        sink.Put((uint)length ^ 0xffff, 16);
        sink.Flush();
        Buffer.MemoryCopy(data, sink.Next, length, length);
        sink.Next += length;
    }
}
