using System.IO.Compression;
using MultifdBench.Accelerators.Qatzip;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Tests.Deflate;
using MultifdBench.Tests.Methods;

namespace MultifdBench.Tests.Accelerators.Vendor;

/// <summary>QATzip, on whatever it finds: its sessions, and the methods on top of them.</summary>
public sealed class QatzipTests
{
    private const int PacketBytes = 128 * Page.SizeBytes;

    public static TheoryData<int> Levels => [.. Enumerable.Range(QatzipSession.MinLevel, QatzipSession.MaxLevel)];

    [Fact]
    public void TheLibrary_IsNamed_AndSaysWhereItRuns()
    {
        Vendors.RequireLibqatzip();
        Assert.StartsWith("libqatzip", QatzipLibrary.Probe.Name, StringComparison.Ordinal);
        using QatzipSession session = new(QatzipFormat.GzipExt, 1);
        Assert.Equal(QatzipLibrary.Probe.IsHardware, session.IsHardware);
        _ = session.Compress(new byte[PacketBytes], new byte[session.MaxCompressedBytes(PacketBytes)], out bool inSoftware);
        if (!session.IsHardware) Assert.True(inSoftware);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void GzipMembers_AreReadByGzip_AndByQatzip(int level)
    {
        Vendors.RequireLibqatzip();
        using QatzipSession session = new(QatzipFormat.GzipExt, level);
        foreach (byte[] source in Sources())
        {
            byte[] stream = Compress(session, source);
            using var gzip = new GZipStream(new MemoryStream(stream), CompressionMode.Decompress);
            byte[] restored = new byte[source.Length + 1];
            Assert.Equal(source.Length, gzip.ReadAtLeast(restored, restored.Length, throwOnEndOfStream: false));
            Assert.True(source.AsSpan().SequenceEqual(restored.AsSpan(0, source.Length)));
            AssertRestores(session, stream, source);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void RawStreams_AreReadBothWays_WithDeflatesWindow(int level)
    {
        Vendors.RequireLibqatzip();
        using QatzipSession session = new(QatzipFormat.Raw, level);
        var inflater = new PageInflater(PageInflater.FullWindowBytes);
        foreach (byte[] source in Sources())
        {
            byte[] stream = Compress(session, source), restored = new byte[source.Length];
            Assert.Equal(InflateStatus.Done, inflater.Decompress(stream, restored, out int consumed, out int written));
            Assert.Equal((stream.Length, source.Length), (consumed, written));
            Assert.True(source.AsSpan().SequenceEqual(restored));
            foreach (DeflateMode mode in (DeflateMode[])[DeflateMode.Fixed, DeflateMode.Dynamic])
            {
                byte[] ours = new byte[PageDeflater.MaxOutputBytes(source.Length)];
                AssertRestores(session, ours[..new PageDeflater(mode).Compress(source, ours)], source);
            }
        }
    }

    [Fact]
    public void HigherLevels_GiveFewerBytes()
    {
        Vendors.RequireLibqatzip();
        byte[] source = PageContent.Searchable(128, 1);
        using QatzipSession fast = new(QatzipFormat.Raw, 1), small = new(QatzipFormat.Raw, 9);
        Assert.True(Compress(small, source).Length < Compress(fast, source).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void OtherLevels_AreRefused(int level)
    {
        Vendors.RequireLibqatzip();
        Assert.Contains("use 1 to 9", Assert.Throws<UsageException>(() => new QatzipSession(QatzipFormat.Raw, level)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ADestinationThatIsTooSmall_IsAnError()
    {
        Vendors.RequireLibqatzip();
        using QatzipSession session = new(QatzipFormat.GzipExt, 1);
        byte[] noise = PageContent.Noise(4, 1);
        Assert.Contains("QATzip status",
            Assert.Throws<InvalidOperationException>(() => session.Compress(noise, new byte[100], out _)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(QatzipFormat.GzipExt)]
    [InlineData(QatzipFormat.Raw)]
    public void DamagedStreams_TouchNothingElse(QatzipFormat format)
    {
        Vendors.RequireLibqatzip();
        const byte Untouched = 0xC3;
        byte[] source = PageContent.Mixed(8, 3), destination = new byte[source.Length + 64];
        using QatzipSession sender = new(format, 1);
        byte[] stream = Compress(sender, source);
        var random = new Random(7);
        for (int trial = 0; trial < 500; trial++)
        {
            // A session keeps what it has begun, so a refused stream spends it.
            using QatzipSession receiver = new(format, 1);
            byte[] damaged = stream[..(trial % 2 == 0 ? stream.Length : random.Next(1, stream.Length))];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            destination.AsSpan().Fill(Untouched);
            string? problem = receiver.Decompress(damaged, destination.AsSpan(0, source.Length), out _, out int written, out _);
            Assert.Equal(-1, destination.AsSpan(source.Length).IndexOfAnyExcept(Untouched));
            // Raw deflate has no checksum; with one, whole and wrong is impossible.
            if (format == QatzipFormat.GzipExt && problem is null && written == source.Length)
                Assert.True(destination.AsSpan(0, written).SequenceEqual(source));
        }
    }

    [Theory]
    [InlineData("qatzip", "none", 1)]
    [InlineData("qatzip", "qat", 5)]
    [InlineData("qatzip", "auto", 9)]
    [InlineData("zlib", "qat", 1)]
    [InlineData("zlib", "qat", 9)]
    public void Migrations_ArriveByteForByte(string method, string accelerator, int level)
    {
        Vendors.RequireLibqatzip();
        foreach (int channels in (int[])[1, 4])
            VendorMigration.AssertVerified(
                new MethodRequest(method) { Accelerator = BuiltIn.Accelerator(accelerator) }.WithLevel(level), channels);
    }

    [Fact]
    public void ZlibOnAuto_TakesQatForTheDeviceOnly()
    {
        Vendors.RequireLibqatzip();
        string expected = QatzipLibrary.Probe.IsHardware ? "qat" : "none";
        Assert.Equal(expected, BuiltIn.Methods.Create(new MethodRequest("zlib") { Accelerator = Accelerator.Auto }).Facts.Accelerator);
        // Level 0 exists in zlib alone.
        Assert.Equal("none",
            BuiltIn.Methods.Create(
                new MethodRequest("zlib") { Accelerator = Accelerator.Auto }.WithLevel(0)).Facts.Accelerator);
    }

    [Fact]
    public void RawPayloads_OfAnotherSize_AreRefused()
    {
        Vendors.RequireLibqatzip();
        var method = BuiltIn.Methods.Create(new MethodRequest("zlib") { Accelerator = Devices.Qat });
        using SourceEnd source = new(method);
        byte[] payload = source.Send(PageContent.Mixed(5, 9));
        foreach (int count in (int[])[1, 4, 6, 128])
        {
            using DestinationEnd destination = new(method);
            Assert.Throws<MultifdBench.Multifd.Methods.PayloadException>(() => destination.Receive(payload, count));
            Assert.Throws<MultifdBench.Multifd.Methods.PayloadException>(() => destination.Receive(payload, 5));
        }
    }

    private static IEnumerable<byte[]> Sources() =>
        [PageContent.Zero(1), PageContent.Noise(128, 1), PageContent.Mixed(128, 2), PageContent.Mixed(1, 3),
            PageSamples.Make("text", PacketBytes, 4)];

    private static byte[] Compress(QatzipSession session, byte[] source)
    {
        byte[] stream = new byte[session.MaxCompressedBytes(source.Length)];
        return stream[..session.Compress(source, stream, out _)];
    }

    private static void AssertRestores(QatzipSession session, byte[] stream, byte[] source)
    {
        byte[] restored = new byte[source.Length];
        Assert.Null(session.Decompress(stream, restored, out int consumed, out int written, out _));
        Assert.Equal((stream.Length, source.Length), (consumed, written));
        Assert.True(source.AsSpan().SequenceEqual(restored));
    }
}
