using System.Buffers.Binary;
using MultifdBench.Deflate.Checksums;

namespace MultifdBench.Deflate;

/// <summary>Raw deflate in zlib's clothes [RFC1950]: a two-byte header before, the Adler-32 after.</summary>
public static class ZlibFormat
{
    /// <summary>Bytes that the format adds.</summary>
    public const int OverheadBytes = HeaderBytes + sizeof(uint);

    private const int HeaderBytes = 2;
    private const byte Method4KiB = 0x48; // deflate, 4 KiB window: what QPL writes too
    private const byte FastestLevel = 0x0d; // level 0 and the check bits that make the header a multiple of 31

    /// <summary>Compresses <paramref name="source"/> into a zlib stream.</summary>
    /// <returns>Bytes written, or −1 when it does not fit.</returns>
    public static int Compress(PageDeflater deflater, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ThrowIfCanned(deflater);
        if (destination.Length < OverheadBytes) return -1;
        int length = deflater.Compress(source, destination[HeaderBytes..^sizeof(uint)]);
        if (length < 0) return -1;
        destination[0] = Method4KiB;
        destination[1] = FastestLevel;
        BinaryPrimitives.WriteUInt32BigEndian(destination[(HeaderBytes + length)..], Adler32.Compute(source));
        return length + OverheadBytes;
    }

    /// <summary>Decompresses one zlib stream and checks it; see <see cref="PageInflater.Decompress"/> for the parameters.</summary>
    public static InflateStatus Decompress(PageInflater inflater, ReadOnlySpan<byte> source, Span<byte> destination, out int consumed,
        out int written)
    {
        consumed = written = 0;
        if (source.Length < HeaderBytes) return InflateStatus.Truncated;
        bool isZlib = (source[0] & 0x0f) == 8 && source[0] >> 4 <= 7 && (source[0] << 8 | source[1]) % 31 == 0;
        if (!isZlib || (source[1] & 0x20) != 0) return InflateStatus.BadHeader; // a preset dictionary is not supported
        InflateStatus status = inflater.Decompress(source[HeaderBytes..], destination, out consumed, out written);
        consumed += HeaderBytes;
        if (status != InflateStatus.Done) return status;
        if (source.Length - consumed < sizeof(uint)) return InflateStatus.Truncated;
        uint expected = BinaryPrimitives.ReadUInt32BigEndian(source[consumed..]);
        consumed += sizeof(uint);
        return expected == Adler32.Compute(destination[..written]) ? InflateStatus.Done : InflateStatus.BadChecksum;
    }

    internal static void ThrowIfCanned(PageDeflater deflater)
    {
        if (deflater.Mode == DeflateMode.Canned)
            throw new Core.UsageException(
                "A canned body is not deflate by itself and cannot be wrapped as zlib or gzip: use fixed or dynamic.");
    }
}
