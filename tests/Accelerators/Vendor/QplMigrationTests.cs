using MultifdBench.Codecs;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qpl;
using MultifdBench.Multifd.Methods;
using MultifdBench.Tests.Methods;

namespace MultifdBench.Tests.Accelerators.Vendor;

/// <summary>libqpl behind method qpl, and behind zlib on accelerator qpl.</summary>
public sealed class QplMigrationTests
{
    public static TheoryData<DeflateMode, int> ModesAndStreams()
    {
        TheoryData<DeflateMode, int> data = [];
        foreach (DeflateMode huffman in Enum.GetValues<DeflateMode>())
        {
            foreach (int streams in (int[])[1, 16, 128]) data.Add(huffman, streams);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ModesAndStreams))]
    public void Libqpl_ArrivesByteForByte(DeflateMode huffman, int streams)
    {
        Vendors.RequireLibqpl();
        foreach (int channels in (int[])[1, 4])
            VendorMigration.AssertVerified(
                new MethodRequest("qpl").With(CodecOptions.Library, CodecLibrary.Native).With(QplOptions.Huffman, huffman)
                    .With(CodecOptions.Streams, streams), channels);
    }

    [Theory]
    [InlineData(DeflateMode.Fixed)]
    [InlineData(DeflateMode.Dynamic)]
    public void ZlibOnLibqpl_ArrivesByteForByte(DeflateMode huffman)
    {
        Vendors.RequireLibqpl();
        VendorMigration.AssertVerified(
            new MethodRequest("zlib") { Accelerator = Devices.Qpl }.With(CodecOptions.Library, CodecLibrary.Native)
                .With(QplOptions.Huffman, huffman), channels: 2);
    }

    [Theory]
    [MemberData(nameof(ModesAndStreams))]
    public void TheTwoEnds_MayRunDifferentLibraries(DeflateMode huffman, int streams)
    {
        Vendors.RequireLibqpl();
        byte[] sample = PageContent.Mixed(256, 5);
        using GuestMemory guest = new([new RamBlockSpec("pc.ram", sample.Length)]);
        sample.CopyTo(guest.Blocks[0].GetSpan(0, sample.Length));
        foreach ((CodecLibrary from, CodecLibrary to) in ((CodecLibrary, CodecLibrary)[])[(CodecLibrary.Native, CodecLibrary.Managed),
            (CodecLibrary.Managed, CodecLibrary.Native)])
        {
            MethodRequest request = new MethodRequest("qpl") { Pages = new GuestSample(guest, seed: 1) }
                .With(QplOptions.Huffman, huffman).With(CodecOptions.Streams, streams);
            IMultifdMethod sender = BuiltIn.Methods.Create(request.With(CodecOptions.Library, from));
            IMultifdMethod receiver = BuiltIn.Methods.Create(request.With(CodecOptions.Library, to));
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
            MethodRequest request = new("zlib") { Accelerator = Devices.Qpl };
            using SourceEnd source = new(BuiltIn.Methods.Create(request.With(CodecOptions.Library, from)));
            using DestinationEnd destination = new(BuiltIn.Methods.Create(request.With(CodecOptions.Library, to)));
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
