using System.Buffers.Binary;

namespace MultifdBench.Codecs.Zstd;

/// <summary>The beginning of a frame of Zstandard's format [RFC8878 §3.1].</summary>
internal static class ZstdFrame
{
    /// <summary>Bytes that tell a frame.</summary>
    public const int MagicBytes = 4;

    /// <summary>No header is longer: magic number, descriptor, window, dictionary and content size [RFC8878 §3.1.1.1].</summary>
    public const int MaxHeaderBytes = 18;

    /// <summary>
    /// Largest window that is taken, as a power of two: 256 MiB, twice what the zstd program takes unless told otherwise. Files come from
    /// anywhere, and a decoder holds its window in memory.
    /// </summary>
    public const int MaxWindowLog = 28;

    private const uint Magic = 0xFD2FB528;
    private const uint SkippableMagic = 0x184D2A50; // and the fifteen numbers behind it [RFC8878 §3.1.2]
    private const uint SkippableMask = 0xFFFFFFF0;

    /// <summary>Whether bytes begin a frame, one with content or one to skip.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start)
    {
        if (start.Length < MagicBytes) return false;
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(start);
        return magic == Magic || (magic & SkippableMask) == SkippableMagic;
    }

    /// <summary>Whether it is known from a frame's first bytes that nothing stands against decoding it.</summary>
    /// <param name="start">The frame's first bytes, <see cref="MaxHeaderBytes"/> unless the file ends before.</param>
    /// <exception cref="IOException">It is no frame, or needs a larger window than <see cref="MaxWindowLog"/> or a dictionary.</exception>
    public static void Check(ReadOnlySpan<byte> start)
    {
        if (start.Length < MagicBytes) throw new IOException("it ends in the middle of its zstd data; copy or compress it again");
        if (!IsOne(start)) throw new IOException("it goes on behind its zstd data with something else; copy or compress it again");
        if (BinaryPrimitives.ReadUInt32LittleEndian(start) != Magic || start.Length < MagicBytes + 2) return;
        byte descriptor = start[MagicBytes];
        bool isSingleSegment = (descriptor & 0x20) != 0;
        int dictionaryBytes = (descriptor & 3) switch { 3 => 4, int flag => flag };
        int dictionary = MagicBytes + 1 + (isSingleSegment ? 0 : 1);
        int sizeBytes = (descriptor >> 6) switch { 0 => isSingleSegment ? 1 : 0, int flag => 1 << flag };
        // What is cut off inside its header is for the decoder to say.
        if (start.Length < dictionary + dictionaryBytes + sizeBytes) return;
        if (start.Slice(dictionary, dictionaryBytes).ContainsAnyExcept((byte)0))
            throw new IOException("its zstd data needs a dictionary; decompress it with zstd -D first");
        ulong window = isSingleSegment ? Little(start.Slice(dictionary + dictionaryBytes, sizeBytes)) : Window(start[MagicBytes + 1]);
        if (window > 1UL << MaxWindowLog)
        {
            string most = $"more than the {1 << (MaxWindowLog - 20)} MiB that are taken";
            throw new IOException($"its zstd data needs a window of {MiB(window)} MiB, {most}; decompress it with zstd -d --long=31 first");
        }
    }

    private static ulong MiB(ulong bytes) => (bytes + (1 << 20) - 1) >> 20;

    /// <summary>Exponent and mantissa [RFC8878 §3.1.1.1.2].</summary>
    private static ulong Window(byte descriptor)
    {
        ulong power = 1UL << (10 + (descriptor >> 3));
        return power + (power / 8 * (ulong)(descriptor & 7));
    }

    /// <summary>A content size, of which that of two bytes lacks 256 [RFC8878 §3.1.1.1.4].</summary>
    private static ulong Little(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return bytes.Length == 2 ? value + 256 : value;
    }
}
