using System.Runtime.InteropServices;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Methods.Peers;

/// <summary>
/// The system's libzstd driven by hand through its older calls: ZSTD_initCStream, a call per page, ZSTD_flushStream per packet.
/// </summary>
internal static unsafe partial class LibZstdPeer
{
    public static byte[] Compress(int level, IReadOnlyList<byte[]> packets)
    {
        nint stream = CreateCStream();
        byte[] output = new byte[2 * packets.Sum(packet => packet.Length) + 1024];
        fixed (byte* to = output)
        {
            var sink = new Buffer { Start = to, Size = (nuint)output.Length };
            Assert.Equal(0u, IsError(InitCStream(stream, level)));
            foreach (byte[] packet in packets) CompressPacket(stream, &sink, packet);
            _ = FreeCStream(stream);
            return output[..(int)sink.Position];
        }
    }

    /// <summary>A frame with a dictionary, by the call that digests it each time.</summary>
    public static byte[] Compress(int level, byte[] source, ReadOnlySpan<byte> dictionary)
    {
        nint context = CreateContext();
        byte[] output = new byte[source.Length + 512];
        fixed (byte* from = source, to = output, before = dictionary)
        {
            nuint length = CompressDictionary(
                context, to, (nuint)output.Length, from, (nuint)source.Length, before, (nuint)dictionary.Length, level);
            Assert.Equal(0u, IsError(length));
            _ = FreeContext(context);
            return output[..(int)length];
        }
    }

    public static byte[] Decompress(byte[] frame, int outputBytes, ReadOnlySpan<byte> dictionary)
    {
        nint context = CreateDStream(); // a ZSTD_DCtx is the same [zstd.h]
        byte[] output = new byte[outputBytes];
        fixed (byte* from = frame, to = output, before = dictionary)
        {
            nuint length = DecompressDictionary(
                context, to, (nuint)output.Length, from, (nuint)frame.Length, before, (nuint)dictionary.Length);
            Assert.Equal((nuint)outputBytes, length);
            _ = FreeDStream(context);
            return output;
        }
    }

    /// <summary>Decodes an unfinished frame as far as it goes.</summary>
    public static byte[] Decompress(byte[] frame, int outputBytes)
    {
        nint stream = CreateDStream();
        byte[] output = new byte[outputBytes + 1];
        fixed (byte* from = frame)
        fixed (byte* to = output)
        {
            var source = new Buffer { Start = from, Size = (nuint)frame.Length };
            var sink = new Buffer { Start = to, Size = (nuint)output.Length };
            while (source.Position < source.Size) Assert.Equal(0u, IsError(DecompressStream(stream, &sink, &source)));
            _ = FreeDStream(stream);
            return output[..(int)sink.Position];
        }
    }

    private static void CompressPacket(nint stream, Buffer* sink, byte[] packet)
    {
        fixed (byte* from = packet)
        {
            for (int at = 0; at < packet.Length; at += Page.SizeBytes)
            {
                var source = new Buffer { Start = from + at, Size = Page.SizeBytes };
                while (source.Position < source.Size) Assert.Equal(0u, IsError(CompressStream(stream, sink, &source)));
            }
        }

        Assert.Equal(0u, (uint)FlushStream(stream, sink));
    }

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_createCCtx")]
    private static partial nint CreateContext();

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_freeCCtx")]
    private static partial nuint FreeContext(nint context);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_compress_usingDict")]
    private static partial nuint CompressDictionary(
        nint context, byte* to, nuint capacity, byte* from, nuint length, byte* dictionary, nuint dictionaryBytes, int level);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_decompress_usingDict")]
    private static partial nuint DecompressDictionary(
        nint context, byte* to, nuint capacity, byte* from, nuint length, byte* dictionary, nuint dictionaryBytes);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_createCStream")]
    private static partial nint CreateCStream();

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_initCStream")]
    private static partial nuint InitCStream(nint stream, int level);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_compressStream")]
    private static partial nuint CompressStream(nint stream, Buffer* to, Buffer* from);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_flushStream")]
    private static partial nuint FlushStream(nint stream, Buffer* to);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_freeCStream")]
    private static partial nuint FreeCStream(nint stream);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_createDStream")]
    private static partial nint CreateDStream();

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint DecompressStream(nint stream, Buffer* to, Buffer* from);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_freeDStream")]
    private static partial nuint FreeDStream(nint stream);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint result);

    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }
}
