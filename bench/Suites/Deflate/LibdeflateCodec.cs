using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>libdeflate: the peer that the targets are stated against.</summary>
internal sealed unsafe partial class LibdeflateCodec(int level) : IPageCodec
{
    private const string Library = "libdeflate.so.0";
    private readonly nint _compressor = AllocCompressor(level);
    private readonly nint _decompressor = AllocDecompressor();

    public static Availability Availability { get; } = NativePeer.Probe(Library, "libdeflate0");

    public string Name => $"libdeflate {level}";

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination)
    {
        fixed (byte* from = page, to = destination)
            return (int)DeflateCompress(_compressor, from, (nuint)page.Length, to, (nuint)destination.Length);
    }

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page)
    {
        // Without a place for the actual size, anything but a full page is an error.
        fixed (byte* from = source, to = page)
            return DeflateDecompress(_decompressor, from, (nuint)source.Length, to, (nuint)page.Length, null) == 0;
    }

    public void Dispose()
    {
        FreeCompressor(_compressor);
        FreeDecompressor(_decompressor);
    }

    [LibraryImport(Library, EntryPoint = "libdeflate_alloc_compressor")]
    private static partial nint AllocCompressor(int level);

    [LibraryImport(Library, EntryPoint = "libdeflate_free_compressor")]
    private static partial void FreeCompressor(nint compressor);

    [LibraryImport(Library, EntryPoint = "libdeflate_alloc_decompressor")]
    private static partial nint AllocDecompressor();

    [LibraryImport(Library, EntryPoint = "libdeflate_free_decompressor")]
    private static partial void FreeDecompressor(nint decompressor);

    [LibraryImport(Library, EntryPoint = "libdeflate_deflate_compress")]
    private static partial nuint DeflateCompress(nint compressor, byte* source, nuint sourceBytes, byte* destination,
        nuint destinationBytes);

    [LibraryImport(Library, EntryPoint = "libdeflate_deflate_decompress")]
    private static partial int DeflateDecompress(
        nint decompressor, byte* source, nuint sourceBytes, byte* destination, nuint destinationBytes, nuint* actualBytes);
}
