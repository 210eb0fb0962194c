using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>LZ4 blocks: the speed end of the field.</summary>
internal sealed unsafe partial class Lz4Codec : IPageCodec
{
    private const string Library = "liblz4.so.1";

    public static Availability Availability { get; } = NativePeer.Probe(Library, "liblz4-1");

    public string Name => "LZ4";

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination)
    {
        fixed (byte* from = page, to = destination) return CompressDefault(from, to, page.Length, destination.Length);
    }

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page)
    {
        fixed (byte* from = source, to = page) return DecompressSafe(from, to, source.Length, page.Length) == page.Length;
    }

    public void Dispose()
    {
    }

    [LibraryImport(Library, EntryPoint = "LZ4_compress_default")]
    private static partial int CompressDefault(byte* from, byte* to, int fromBytes, int toBytes);

    [LibraryImport(Library, EntryPoint = "LZ4_decompress_safe")]
    private static partial int DecompressSafe(byte* from, byte* to, int fromBytes, int toBytes);
}
