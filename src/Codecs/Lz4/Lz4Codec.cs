using MultifdBench.Core;

namespace MultifdBench.Codecs.Lz4;

/// <summary>Blocks in LZ4's format [LZ4] by the system's liblz4 or by K4os.Compression.LZ4.</summary>
public static class Lz4Codec
{
    /// <summary>The library's default: the best ratio that the fast compressor gives.</summary>
    public const int MinAcceleration = 1;

    /// <summary>What the library takes any higher value for [lz4.c, LZ4_ACCELERATION_MAX].</summary>
    public const int MaxAcceleration = 65537;

    /// <summary>How far back a match may reach [LZ4]: offsets have two bytes.</summary>
    public const int MaxOffset = ushort.MaxValue;

    /// <summary>Whether a library is here.</summary>
    public static Availability Probe(CodecLibrary library) =>
        library == CodecLibrary.Native ? LibLz4.Probe.Availability : Availability.Yes;

    /// <summary>The codec of a library; for <see cref="CodecLibrary.Auto"/> the system's, else K4os.Compression.LZ4.</summary>
    /// <exception cref="InvalidOperationException">The library is not here: ask <see cref="Probe"/> first.</exception>
    public static ILz4Codec Open(CodecLibrary library) => library switch
    {
        CodecLibrary.Managed => new ManagedLz4(),
        CodecLibrary.Native => new NativeLz4(),
        _ => Probe(CodecLibrary.Native).IsAvailable ? new NativeLz4() : new ManagedLz4(),
    };

    /// <summary>The most bytes that a block of <paramref name="inputBytes"/> has: literals alone, and their length [LZ4].</summary>
    public static int MaxBlockBytes(int inputBytes) => checked(inputBytes + (inputBytes / 255) + 16);

    internal static void CheckAcceleration(int acceleration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(acceleration, MinAcceleration);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(acceleration, MaxAcceleration);
    }
}
