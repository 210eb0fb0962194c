using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>The system's zlib with raw deflate and a 4 KiB window, so that what it writes is what IAA reads.</summary>
internal sealed unsafe partial class ZlibCodec : IPageCodec
{
    private const string Library = "libz.so.1";
    private const int RawWindow4KiB = -12;
    private const int Deflated = 8, DefaultMemory = 8, DefaultStrategy = 0, Finish = 4, StreamEnd = 1;

    private readonly int _level;
    private readonly ZStream* _compressor = (ZStream*)NativeMemory.AllocZeroed((nuint)sizeof(ZStream));
    private readonly ZStream* _decompressor = (ZStream*)NativeMemory.AllocZeroed((nuint)sizeof(ZStream));

    public ZlibCodec(int level)
    {
        _level = level;
        string version = Marshal.PtrToStringUTF8(Version())!;
        int compress = DeflateInit(_compressor, level, Deflated, RawWindow4KiB, DefaultMemory, DefaultStrategy, version, sizeof(ZStream));
        int decompress = InflateInit(_decompressor, RawWindow4KiB, version, sizeof(ZStream));
        if (compress != 0 || decompress != 0)
            throw new InvalidOperationException($"libz {version} refused its set-up: {compress}, {decompress}.");
    }

    public static Availability Availability { get; } = NativePeer.Probe(Library, "zlib1g");

    public string Name => $"zlib {_level}";

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination)
    {
        fixed (byte* from = page, to = destination)
        {
            _ = DeflateReset(_compressor);
            Set(_compressor, from, page.Length, to, destination.Length);
            return DeflateRun(_compressor, Finish) == StreamEnd ? (int)_compressor->TotalOut : -1;
        }
    }

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page)
    {
        fixed (byte* from = source, to = page)
        {
            _ = InflateReset(_decompressor);
            Set(_decompressor, from, source.Length, to, page.Length);
            return InflateRun(_decompressor, Finish) == StreamEnd && (int)_decompressor->TotalOut == page.Length;
        }
    }

    public void Dispose()
    {
        _ = DeflateEnd(_compressor);
        _ = InflateEnd(_decompressor);
        NativeMemory.Free(_compressor);
        NativeMemory.Free(_decompressor);
    }

    private static void Set(ZStream* stream, byte* from, int fromBytes, byte* to, int toBytes)
    {
        stream->NextIn = from;
        stream->AvailableIn = (uint)fromBytes;
        stream->NextOut = to;
        stream->AvailableOut = (uint)toBytes;
    }

    /// <summary>zlib.h's z_stream on LP64: 112 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ZStream
    {
        public byte* NextIn;
        public uint AvailableIn;
        public nuint TotalIn;
        public byte* NextOut;
        public uint AvailableOut;
        public nuint TotalOut;
        public nint Message;
        public nint State;
        public nint Alloc;
        public nint Free;
        public nint Opaque;
        public int DataType;
        public nuint Checksum;
        public nuint Reserved;
    }

    [LibraryImport(Library, EntryPoint = "zlibVersion")]
    private static partial nint Version();

    [LibraryImport(Library, EntryPoint = "deflateInit2_", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DeflateInit(ZStream* stream, int level, int method, int windowBits, int memory, int strategy,
        string version, int size);

    [LibraryImport(Library, EntryPoint = "deflateReset")]
    private static partial int DeflateReset(ZStream* stream);

    [LibraryImport(Library, EntryPoint = "deflate")]
    private static partial int DeflateRun(ZStream* stream, int flush);

    [LibraryImport(Library, EntryPoint = "deflateEnd")]
    private static partial int DeflateEnd(ZStream* stream);

    [LibraryImport(Library, EntryPoint = "inflateInit2_", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int InflateInit(ZStream* stream, int windowBits, string version, int size);

    [LibraryImport(Library, EntryPoint = "inflateReset")]
    private static partial int InflateReset(ZStream* stream);

    [LibraryImport(Library, EntryPoint = "inflate")]
    private static partial int InflateRun(ZStream* stream, int flush);

    [LibraryImport(Library, EntryPoint = "inflateEnd")]
    private static partial int InflateEnd(ZStream* stream);
}
