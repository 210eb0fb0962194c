namespace MultifdBench.Codecs.Zlib;

/// <summary>The system's zlib, the library that QEMU uses.</summary>
public sealed class NativeZlib : IStreamCodec
{
    private readonly LibZ _libz;

    /// <summary>Binds the system's zlib.</summary>
    /// <exception cref="InvalidOperationException">There is none: ask <see cref="ZlibCodec.Probe"/> first.</exception>
    public NativeZlib() => _libz = LibZ.Probe.Demand();

    /// <inheritdoc/>
    public string Library => $"libz {_libz.Version}";

    /// <inheritdoc/>
    public IStreamCompressor CreateCompressor(int level) => CreateCompressor(level, ZlibCodec.DefaultWindowBits);

    /// <summary>A new compression stream with a window of its own size.</summary>
    /// <param name="level">0 to 9.</param>
    /// <param name="windowBits">log2 of the window, 9 to 15: 12 for the 4 KiB of in-memory accelerators.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public IStreamCompressor CreateCompressor(int level, int windowBits)
    {
        ZlibCodec.CheckLevel(level);
        CheckWindow(windowBits);
        return new NativeDeflater(_libz, level, windowBits);
    }

    /// <inheritdoc/>
    public IStreamDecompressor CreateDecompressor() => CreateDecompressor(ZlibCodec.DefaultWindowBits);

    /// <summary>A new decompression stream that refuses streams with a larger window.</summary>
    /// <param name="windowBits">log2 of the largest window, 9 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is outside that range.</exception>
    public IStreamDecompressor CreateDecompressor(int windowBits)
    {
        CheckWindow(windowBits);
        return new NativeInflater(_libz, windowBits);
    }

    private static void CheckWindow(int windowBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowBits, 9);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowBits, ZlibCodec.DefaultWindowBits);
    }
}
