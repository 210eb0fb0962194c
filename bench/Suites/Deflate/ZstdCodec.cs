using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>The system's zstd, one frame per page.</summary>
internal sealed unsafe partial class ZstdCodec(int level) : IPageCodec
{
    private const string Library = "libzstd.so.1";
    private readonly nint _compressor = CreateCompressor();
    private readonly nint _decompressor = CreateDecompressor();

    public static Availability Availability { get; } = NativePeer.Probe(Library, "libzstd1");

    public string Name => $"zstd {level}";

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination)
    {
        fixed (byte* from = page, to = destination)
        {
            nuint size = Compress(_compressor, to, (nuint)destination.Length, from, (nuint)page.Length, level);
            return size <= (nuint)destination.Length ? (int)size : -1; // error codes are near the top of the range
        }
    }

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page)
    {
        fixed (byte* from = source, to = page)
            return Decompress(_decompressor, to, (nuint)page.Length, from, (nuint)source.Length) == (nuint)page.Length;
    }

    public void Dispose()
    {
        _ = FreeCompressor(_compressor);
        _ = FreeDecompressor(_decompressor);
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    private static partial nint CreateCompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    private static partial nuint FreeCompressor(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    private static partial nint CreateDecompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    private static partial nuint FreeDecompressor(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_compressCCtx")]
    private static partial nuint Compress(nint context, byte* to, nuint toBytes, byte* from, nuint fromBytes, int level);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressDCtx")]
    private static partial nuint Decompress(nint context, byte* to, nuint toBytes, byte* from, nuint fromBytes);
}
