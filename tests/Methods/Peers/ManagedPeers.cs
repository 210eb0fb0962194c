using System.Buffers;
using System.IO.Compression;
using MultifdBench.Guest;
using ZstdSharp;

namespace MultifdBench.Tests.Methods.Peers;

/// <summary>.NET's ZLibStream and ZstdSharp's safe calls driven by hand.</summary>
internal static class ManagedPeers
{
    public static byte[] ZlibCompress(int level, IReadOnlyList<byte[]> packets)
    {
        using var output = new MemoryStream();
        using var stream = new ZLibStream(output, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true);
        foreach (byte[] packet in packets)
        {
            for (int at = 0; at < packet.Length; at += Page.SizeBytes) stream.Write(packet, at, Page.SizeBytes);
            stream.Flush();
        }

        return output.ToArray();
    }

    /// <summary>Decodes an unfinished zlib stream as far as it goes.</summary>
    public static byte[] ZlibDecompress(byte[] stream)
    {
        using var input = new ZLibStream(new MemoryStream(stream), CompressionMode.Decompress);
        using var output = new MemoryStream();
        input.CopyTo(output);
        return output.ToArray();
    }

    public static byte[] ZstdCompress(int level, IReadOnlyList<byte[]> packets)
    {
        using var compressor = new Compressor(level);
        byte[] output = new byte[2 * packets.Sum(packet => packet.Length) + 1024];
        int length = 0;
        foreach (byte[] packet in packets)
        {
            for (int at = 0; at < packet.Length; at += Page.SizeBytes)
            {
                compressor.WrapStream(packet.AsSpan(at, Page.SizeBytes), output.AsSpan(length), out int consumed, out int written, false);
                Assert.Equal(Page.SizeBytes, consumed);
                length += written;
            }

            Assert.Equal(OperationStatus.Done, compressor.FlushStream(output.AsSpan(length), out int flushed));
            length += flushed;
        }

        return output[..length];
    }
}
