using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>LZ4 blocks: the speed end of the field.</summary>
/// <param name="acceleration">From 1, the library's default.</param>
internal sealed unsafe partial class Lz4Codec(int acceleration = 1) : IPageCodec
{
    private const string Library = "liblz4.so.1";

    public static Availability Availability { get; } = NativePeer.Probe(Library, "liblz4-1");

    public string Name => NameOf(acceleration);

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination)
    {
        fixed (byte* from = page, to = destination) return CompressFast(from, to, page.Length, destination.Length, acceleration);
    }

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page)
    {
        fixed (byte* from = source, to = page) return DecompressSafe(from, to, source.Length, page.Length) == page.Length;
    }

    public void Dispose()
    {
    }

    /// <summary>Its name at an acceleration.</summary>
    public static string NameOf(int acceleration) => acceleration == 1 ? "LZ4" : $"LZ4 accel {acceleration}";

    [LibraryImport(Library, EntryPoint = "LZ4_compress_fast")]
    private static partial int CompressFast(byte* from, byte* to, int fromBytes, int toBytes, int acceleration);

    [LibraryImport(Library, EntryPoint = "LZ4_decompress_safe")]
    private static partial int DecompressSafe(byte* from, byte* to, int fromBytes, int toBytes);
}
