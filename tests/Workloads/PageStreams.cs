using System.Runtime.InteropServices;
using MultifdBench.Guest;
using ZstdSharp;

namespace MultifdBench.Tests.Workloads;

/// <summary>Compressibility of pages in one stream that is flushed after each packet of 128 pages, as multifd does.</summary>
internal static unsafe partial class PageStreams
{
    private const int PacketPages = 128;
    private const int SyncFlush = 2; // [zlib.h]

    public static double ZstdRatio(IEnumerable<byte[]> pages)
    {
        long bytesIn = 0;
        using var output = new MemoryStream();
        using (var stream = new CompressionStream(output, level: 1))
        {
            foreach (byte[][] packet in pages.Chunk(PacketPages))
            {
                foreach (byte[] page in packet) stream.Write(page);
                stream.Flush();
                bytesIn += (long)packet.Length * Page.SizeBytes;
            }
        }

        return (double)bytesIn / output.Length;
    }

    /// <summary>The system's zlib at level 1, or skips the test where there is none.</summary>
    public static double ZlibRatioOrSkip(IEnumerable<byte[]> pages)
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libz.so.1", out _),
            "libz.so.1 is not here: install zlib1g to check ratios against QEMU's zlib");
        var stream = default(ZStream);
        Assert.Equal(0, DeflateInit(&stream, 1, "1.2.11", sizeof(ZStream)));
        byte[] output = new byte[2 * PacketPages * Page.SizeBytes];
        foreach (byte[][] packet in pages.Chunk(PacketPages)) Deflate(&stream, [.. packet.SelectMany(page => page)], output);
        double ratio = (double)stream.TotalIn / stream.TotalOut;
        _ = DeflateEnd(&stream);
        return ratio;
    }

    private static void Deflate(ZStream* stream, byte[] input, byte[] output)
    {
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            stream->NextIn = from;
            stream->AvailableIn = (uint)input.Length;
            stream->NextOut = to;
            stream->AvailableOut = (uint)output.Length;
            Assert.Equal(0, Deflate(stream, SyncFlush));
            Assert.Equal(0u, stream->AvailableIn);
        }
    }

    [LibraryImport("libz.so.1", EntryPoint = "deflateInit_", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DeflateInit(ZStream* stream, int level, string version, int streamBytes);

    [LibraryImport("libz.so.1", EntryPoint = "deflate")]
    private static partial int Deflate(ZStream* stream, int flush);

    [LibraryImport("libz.so.1", EntryPoint = "deflateEnd")]
    private static partial int DeflateEnd(ZStream* stream);

    /// <summary>z_stream [zlib.h], 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ZStream
    {
        public byte* NextIn;
        public uint AvailableIn;
        public nuint TotalIn;
        public byte* NextOut;
        public uint AvailableOut;
        public nuint TotalOut;
        public nint Message, State, Allocate, Free, Opaque;
        public int DataType;
        public nuint Adler, Reserved;
    }
}
