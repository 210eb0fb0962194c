using System.IO.Compression;
using System.Text;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Deflate.Checksums;
using Crc32 = System.IO.Hashing.Crc32;

namespace MultifdBench.Tests.Deflate;

public sealed class WrapperTests
{
    [Fact]
    public void Checksums_AreTheKnownOnes()
    {
        Assert.Equal(0xCBF43926u, Crc32.HashToUInt32("123456789"u8));
        Assert.Equal(0x11E60398u, Adler32.Compute(Encoding.ASCII.GetBytes("Wikipedia")));
        Assert.Equal(1u, Adler32.Compute([]));
        Assert.Equal(0u, Crc32.HashToUInt32([]));
    }

    [Fact]
    public void Checksums_EqualTheByteByByteDefinition_AtAnyLengthAndSplit()
    {
        byte[] data = PageSamples.Make("random", 20_000, 4);
        data.AsSpan(0, 12_000).Fill(0xff); // the largest sums
        foreach (int length in new[] { 1, 31, 32, 33, 63, 64, 65, 5551, 5552, 5553, 20_000 })
        {
            ReadOnlySpan<byte> part = data.AsSpan(0, length);
            (uint adler, uint crc) = (SlowAdler(part), SlowCrc(part));
            Assert.Equal((adler, crc), (Adler32.Compute(part), Crc32.HashToUInt32(part)));
            int cut = length / 3;
            Assert.Equal(adler, Adler32.Compute(part[cut..], Adler32.Compute(part[..cut])));
        }
    }

    [Fact]
    public void Zlib_IsReadByDotNet_AndRead()
    {
        byte[] page = PageSamples.Make("text", 4096, 1), output = new byte[5000], back = new byte[4096];
        int length = ZlibFormat.Compress(PageSamples.Deflater(DeflateMode.Dynamic), page, output);
        using var stream = new ZLibStream(new MemoryStream(output, 0, length), CompressionMode.Decompress);
        stream.ReadExactly(back);
        Assert.Equal(page, back);
        Assert.Equal(InflateStatus.Done,
            ZlibFormat.Decompress(new PageInflater(), output.AsSpan(0, length), back, out int consumed, out _));
        Assert.Equal(length, consumed);
        output[length - 1] ^= 1;
        Assert.Equal(InflateStatus.BadChecksum, ZlibFormat.Decompress(new PageInflater(), output.AsSpan(0, length), back, out _, out _));
        output[1] ^= 1;
        Assert.Equal(InflateStatus.BadHeader, ZlibFormat.Decompress(new PageInflater(), output.AsSpan(0, length), back, out _, out _));
        for (int cut = 0; cut < length; cut += 100)
            Assert.NotEqual(InflateStatus.Done, ZlibFormat.Decompress(new PageInflater(), output.AsSpan(0, cut), back, out _, out _));
    }

    [Fact]
    public void Gzip_IsReadByDotNet_AndRead()
    {
        byte[] page = PageSamples.Make("text", 4096, 1), output = new byte[5000], back = new byte[4096];
        int length = GzipFormat.Compress(PageSamples.Deflater(DeflateMode.Fixed), page, output);
        using var stream = new GZipStream(new MemoryStream(output, 0, length), CompressionMode.Decompress);
        stream.ReadExactly(back);
        Assert.Equal(page, back);
        Assert.Equal(InflateStatus.Done,
            GzipFormat.Decompress(new PageInflater(), output.AsSpan(0, length), back, out int consumed, out _));
        Assert.Equal(length, consumed);
        output[length - 5] ^= 1;
        Assert.Equal(InflateStatus.BadChecksum, GzipFormat.Decompress(new PageInflater(), output.AsSpan(0, length), back, out _, out _));
        output[0] = 0;
        Assert.Equal(InflateStatus.BadHeader, GzipFormat.Decompress(new PageInflater(), output.AsSpan(0, length), back, out _, out _));
    }

    [Fact]
    public void ACannedBody_CannotBeWrapped()
    {
        PageDeflater canned = PageSamples.Deflater(DeflateMode.Canned);
        Assert.Throws<UsageException>(() => ZlibFormat.Compress(canned, [1], new byte[100]));
        Assert.Throws<UsageException>(() => GzipFormat.Compress(canned, [1], new byte[100]));
    }

    private static uint SlowAdler(ReadOnlySpan<byte> data)
    {
        uint a = 1, b = 0;
        foreach (byte value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return b << 16 | a;
    }

    private static uint SlowCrc(ReadOnlySpan<byte> data)
    {
        uint state = uint.MaxValue;
        foreach (byte value in data)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++) state = (state & 1) != 0 ? state >> 1 ^ 0xEDB88320 : state >> 1;
        }

        return ~state;
    }
}
