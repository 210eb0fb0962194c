using MultifdBench.Codecs;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Tests.Methods;

namespace MultifdBench.Tests.Accelerators.Vendor;

/// <summary>libqpl behind method qpl, and behind zlib on accelerator qpl.</summary>
public sealed class QplMigrationTests
{
    public static TheoryData<QplHuffman, int> ModesAndStreams()
    {
        TheoryData<QplHuffman, int> data = [];
        foreach (QplHuffman huffman in Enum.GetValues<QplHuffman>())
        {
            foreach (int streams in (int[])[1, 16, 128]) data.Add(huffman, streams);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ModesAndStreams))]
    public void Libqpl_ArrivesByteForByte(QplHuffman huffman, int streams)
    {
        Vendors.RequireLibqpl();
        foreach (int channels in (int[])[1, 4])
            VendorMigration.AssertVerified(
                new MethodRequest("qpl") { Library = CodecLibrary.Native, QplHuffman = huffman, Streams = streams }, channels);
    }

    [Theory]
    [InlineData(QplHuffman.Fixed)]
    [InlineData(QplHuffman.Dynamic)]
    public void ZlibOnLibqpl_ArrivesByteForByte(QplHuffman huffman)
    {
        Vendors.RequireLibqpl();
        VendorMigration.AssertVerified(
            new MethodRequest("zlib") { Library = CodecLibrary.Native, Accelerator = Accelerator.Qpl, QplHuffman = huffman }, channels: 2);
    }

    [Theory]
    [MemberData(nameof(ModesAndStreams))]
    public void TheTwoEnds_MayRunDifferentLibraries(QplHuffman huffman, int streams)
    {
        Vendors.RequireLibqpl();
        byte[] sample = PageContent.Mixed(256, 5);
        using GuestMemory guest = new([new RamBlockSpec("pc.ram", sample.Length)]);
        sample.CopyTo(guest.Blocks[0].GetSpan(0, sample.Length));
        foreach ((CodecLibrary from, CodecLibrary to) in ((CodecLibrary, CodecLibrary)[])[(CodecLibrary.Native, CodecLibrary.Managed),
            (CodecLibrary.Managed, CodecLibrary.Native)])
        {
            MethodRequest request = new("qpl") { QplHuffman = huffman, Streams = streams, Pages = new GuestSample(guest, seed: 1) };
            IMultifdMethod sender =
                BuiltIn.Methods.Create(request with { Library = from }), receiver = BuiltIn.Methods.Create(request with { Library = to });
            using SourceEnd source = new(sender);
            using DestinationEnd destination = new(receiver, sender.CreateAgreement());
            foreach (int count in (int[])[1, 2, 9, 127, 128])
            {
                byte[] pages = PageContent.Mixed(count, count);
                Assert.True(pages.AsSpan().SequenceEqual(destination.Receive(source.Send(pages), count)),
                    $"{from} to {to}: {count} pages differ");
            }
        }
    }

    [Fact]
    public void ZlibOnQpl_TheTwoEnds_MayRunDifferentLibraries()
    {
        Vendors.RequireLibqpl();
        foreach ((CodecLibrary from, CodecLibrary to) in ((CodecLibrary, CodecLibrary)[])[(CodecLibrary.Native, CodecLibrary.Managed),
            (CodecLibrary.Managed, CodecLibrary.Native)])
        {
            MethodRequest request = new("zlib") { Accelerator = Accelerator.Qpl };
            using SourceEnd source = new(BuiltIn.Methods.Create(request with { Library = from }));
            using DestinationEnd destination = new(BuiltIn.Methods.Create(request with { Library = to }));
            foreach (byte[] pages in (byte[][])[PageContent.Noise(128, 1), PageContent.Mixed(128, 2), PageContent.Zero(1)])
            {
                byte[] payload = source.Send(pages);
                Assert.InRange(payload.Length, 1, source.MaxPayloadBytes);
                Assert.True(pages.AsSpan().SequenceEqual(destination.Receive(payload, pages.Length / Page.SizeBytes)),
                    $"{from} to {to} differ");
            }
        }
    }
}
