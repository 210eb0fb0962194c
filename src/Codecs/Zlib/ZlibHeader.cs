namespace MultifdBench.Codecs.Zlib;

/// <summary>The two bytes at the start of a zlib stream [RFC1950 §2.2].</summary>
public static class ZlibHeader
{
    /// <summary>Bytes in the header.</summary>
    public const int SizeBytes = 2;

    /// <summary>FLEVEL, the only thing that a stream says of its level: 0 to 3.</summary>
    /// <param name="header">The first two bytes of a stream.</param>
    public static int LevelClass(ReadOnlySpan<byte> header) => header[1] >> 6;

    /// <summary>log2 of the window that a decoder needs: 15 for 32 KiB.</summary>
    /// <param name="header">The first two bytes of a stream.</param>
    public static int WindowBits(ReadOnlySpan<byte> header) => (header[0] >> 4) + 8;

    /// <summary>The class that zlib writes for a level: 0 for 0–1, 1 for 2–5, 2 for 6, 3 for 7–9 [zlib deflate.c].</summary>
    public static int ExpectedLevelClass(int level) => level switch
    {
        < 2 => 0,
        < 6 => 1,
        6 => 2,
        _ => 3,
    };
}
