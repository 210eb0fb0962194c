namespace MultifdBench.Codecs.Zstd;

/// <summary>
/// Values of <c>ZSTD_cParameter</c>, <c>ZSTD_EndDirective</c> and <c>ZSTD_ResetDirective</c> [zstd.h]; the same in both libraries.
/// </summary>
internal static class ZstdConstants
{
    /// <summary>The library's name, for messages.</summary>
    public const string Library = "zstd";

    public const int CompressionLevel = 100;
    public const int Continue = 0;
    public const int Flush = 1;
    public const int End = 2;
    public const int ResetSession = 1;

    /// <summary>Bytes of a block header, which is what a decoder waits for between blocks [RFC8878 §3.1.1.2].</summary>
    public const int BlockHeaderBytes = 3;
}
