using System.Runtime.InteropServices;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Methods.Peers;

/// <summary>
/// The system's zlib driven by hand, as a C program would: deflateInit, a deflate per page, a sync flush with a packet's last.
/// </summary>
internal static unsafe partial class LibZPeer
{
    private const int NoFlush = 0;
    private const int SyncFlush = 2;

    public static byte[] Compress(int level, IReadOnlyList<byte[]> packets)
    {
        Stream stream = default;
        byte[] output = new byte[2 * packets.Sum(packet => packet.Length) + 1024];
        fixed (byte* version = "1.2.3\0"u8)
        fixed (byte* to = output)
        {
            Assert.Equal(0, DeflateInit(&stream, level, version, sizeof(Stream)));
            stream.NextOut = to;
            stream.AvailOut = (uint)output.Length;
            foreach (byte[] packet in packets) Deflate(&stream, packet);
            _ = DeflateEnd(&stream);
        }

        return output[..(int)(output.Length - stream.AvailOut)];
    }

    private static void Deflate(Stream* stream, byte[] packet)
    {
        fixed (byte* from = packet)
        {
            for (int at = 0; at < packet.Length; at += Page.SizeBytes)
            {
                stream->NextIn = from + at;
                stream->AvailIn = Page.SizeBytes;
                Assert.Equal(0, Deflate(stream, at + Page.SizeBytes == packet.Length ? SyncFlush : NoFlush));
                Assert.Equal(0u, stream->AvailIn);
            }
        }
    }

    [LibraryImport("libz.so.1", EntryPoint = "deflateInit_")]
    private static partial int DeflateInit(Stream* stream, int level, byte* version, int size);

    [LibraryImport("libz.so.1", EntryPoint = "deflate")]
    private static partial int Deflate(Stream* stream, int flush);

    [LibraryImport("libz.so.1", EntryPoint = "deflateEnd")]
    private static partial int DeflateEnd(Stream* stream);

    [StructLayout(LayoutKind.Sequential)]
    private struct Stream
    {
        public byte* NextIn;
        public uint AvailIn;
        public nuint TotalIn;
        public byte* NextOut;
        public uint AvailOut;
        public nuint TotalOut;
        public nint Message, State, Alloc, Free, Opaque;
        public int DataType;
        public nuint Adler, Reserved;
    }
}
