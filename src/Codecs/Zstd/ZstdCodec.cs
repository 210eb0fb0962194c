using MultifdBench.Core;

namespace MultifdBench.Codecs.Zstd;

/// <summary>
/// Streams in Zstandard's format [RFC8878] by the system's libzstd or by ZstdSharp. A stream's level is read back from the library's
/// own getter.
/// </summary>
public static class ZstdCodec
{
    /// <summary>
    /// Lowest level [zstd.h, ZSTD_minCLevel]. Below 0 a level is a step: the search skips so many positions, and literals are stored.
    /// </summary>
    public const int MinLevel = -(1 << 17);

    /// <summary>Lowest level that QEMU takes; libzstd runs it as <see cref="DefaultLevel"/>, and that is what reads back.</summary>
    public const int MinQemuLevel = 0;

    /// <summary>Highest level that QEMU takes; libzstd goes to 22.</summary>
    public const int MaxLevel = 20;

    /// <summary>What libzstd makes of level 0 [zstd.h, ZSTD_CLEVEL_DEFAULT].</summary>
    public const int DefaultLevel = 3;

    /// <summary>Whether a library is here.</summary>
    public static Availability Probe(CodecLibrary library) =>
        library == CodecLibrary.Native ? LibZstd.Probe.Availability : Availability.Yes;

    /// <summary>The codec of a library; for <see cref="CodecLibrary.Auto"/> the system's, else ZstdSharp.</summary>
    /// <exception cref="InvalidOperationException">The library is not here: ask <see cref="Probe"/> first.</exception>
    public static IStreamCodec Open(CodecLibrary library) => library switch
    {
        CodecLibrary.Managed => new ManagedZstd(),
        CodecLibrary.Native => new NativeZstd(),
        _ => Probe(CodecLibrary.Native).IsAvailable ? new NativeZstd() : new ManagedZstd(),
    };

    /// <summary>The level in force as the library tells it: <see cref="DefaultLevel"/> for 0, else the level itself.</summary>
    public static int ReadBackLevel(IStreamCodec codec, int level)
    {
        using IStreamCompressor compressor = codec.CreateCompressor(level);
        return compressor.Level;
    }

    internal static void CheckLevel(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, MinLevel);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxLevel);
    }
}
