using System.Buffers.Binary;
using System.IO.Hashing;

namespace MultifdBench.Deflate;

/// <summary>Raw deflate as one gzip member [RFC1952]: a ten-byte header before, CRC-32 and length after.</summary>
public static class GzipFormat
{
    /// <summary>Bytes that the format adds.</summary>
    public const int OverheadBytes = HeaderBytes + TrailerBytes;

    private const int HeaderBytes = 10;
    private const int TrailerBytes = 8;
    private const int FlagsOffset = 3;

    // Magic, deflate, no flags, no time, fastest (4), unknown system (255).
    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255];

    /// <summary>Compresses <paramref name="source"/> into one gzip member.</summary>
    /// <returns>Bytes written, or −1 when it does not fit.</returns>
    public static int Compress(PageDeflater deflater, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ZlibFormat.ThrowIfCanned(deflater);
        if (destination.Length < OverheadBytes) return -1;
        int length = deflater.Compress(source, destination[HeaderBytes..^TrailerBytes]);
        if (length < 0) return -1;
        Header.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[(HeaderBytes + length)..], Crc32.HashToUInt32(source));
        BinaryPrimitives.WriteUInt32LittleEndian(destination[(HeaderBytes + length + 4)..], (uint)source.Length);
        return length + OverheadBytes;
    }

    /// <summary>
    /// Decompresses one gzip member without optional fields and checks it; see <see cref="PageInflater.Decompress"/> for the parameters.
    /// </summary>
    public static InflateStatus Decompress(PageInflater inflater, ReadOnlySpan<byte> source, Span<byte> destination, out int consumed,
        out int written)
    {
        consumed = written = 0;
        if (source.Length < HeaderBytes) return InflateStatus.Truncated;
        if (!source[..FlagsOffset].SequenceEqual(Header[..FlagsOffset]) || source[FlagsOffset] != 0) return InflateStatus.BadHeader;
        InflateStatus status = inflater.Decompress(source[HeaderBytes..], destination, out consumed, out written);
        consumed += HeaderBytes;
        if (status != InflateStatus.Done) return status;
        if (source.Length - consumed < TrailerBytes) return InflateStatus.Truncated;
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(source[consumed..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(source[(consumed + 4)..]);
        consumed += TrailerBytes;
        bool isRight = crc == Crc32.HashToUInt32(destination[..written]) && length == (uint)written;
        return isRight ? InflateStatus.Done : InflateStatus.BadChecksum;
    }
}
