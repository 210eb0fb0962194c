using System.Buffers;
using MultifdBench.Core;

namespace MultifdBench.Codecs.Zlib;

/// <summary>
/// Streams in zlib's format [RFC1950] by the system's zlib or by .NET's. zlib has no getter for the level, so a stream's level is the
/// one that it was made with, and <see cref="ReadBackLevel"/> compares it with the only trace that it leaves in the bytes.
/// </summary>
public static class ZlibCodec
{
    /// <summary>Lowest level: stored, not compressed.</summary>
    public const int MinLevel = 0;

    /// <summary>Highest level.</summary>
    public const int MaxLevel = 9;

    /// <summary>log2 of zlib's default window, 32 KiB.</summary>
    public const int DefaultWindowBits = 15;

    /// <summary>Whether a library is here.</summary>
    public static Availability Probe(CodecLibrary library) => library == CodecLibrary.Native ? LibZ.Probe.Availability : Availability.Yes;

    /// <summary>The codec of a library; for <see cref="CodecLibrary.Auto"/> the system's, else .NET's.</summary>
    /// <exception cref="InvalidOperationException">The library is not here: ask <see cref="Probe"/> first.</exception>
    public static IStreamCodec Open(CodecLibrary library) => library switch
    {
        CodecLibrary.Managed => new ManagedZlib(),
        CodecLibrary.Native => new NativeZlib(),
        _ => Probe(CodecLibrary.Native).IsAvailable ? new NativeZlib() : new ManagedZlib(),
    };

    /// <summary>
    /// The level in force: the given one, once the FLEVEL of a stream made with it agrees. That tells 0–1, 2–5, 6 and 7–9 apart, no more.
    /// </summary>
    /// <exception cref="InvalidOperationException">The stream names another class: the library did not apply the level.</exception>
    public static int ReadBackLevel(IStreamCodec codec, int level)
    {
        using IStreamCompressor compressor = codec.CreateCompressor(level);
        byte[] stream = new byte[64];
        OperationStatus status = compressor.Compress([0], stream, StreamFlush.Sync, out _, out int written);
        int found = status == OperationStatus.Done && written >= ZlibHeader.SizeBytes ? ZlibHeader.LevelClass(stream) : -1;
        int expected = ZlibHeader.ExpectedLevelClass(level);
        return found == expected
            ? compressor.Level
            : throw new InvalidOperationException(
                $"{codec.Library} was given level {level} (FLEVEL {expected}) but its stream says FLEVEL {found}.");
    }

    internal static void CheckLevel(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, MinLevel);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxLevel);
    }
}
