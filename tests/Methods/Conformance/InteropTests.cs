using MultifdBench.Codecs;
using MultifdBench.Codecs.Zlib;
using MultifdBench.Multifd.Methods;
using MultifdBench.Tests.Methods.Peers;

namespace MultifdBench.Tests.Methods.Conformance;

/// <summary>A channel's two ends may run on different libraries.</summary>
public class InteropTests
{
    [Theory]
    [InlineData("zlib", CodecLibrary.Native, CodecLibrary.Managed)]
    [InlineData("zlib", CodecLibrary.Managed, CodecLibrary.Native)]
    [InlineData("zstd", CodecLibrary.Native, CodecLibrary.Managed)]
    [InlineData("zstd", CodecLibrary.Managed, CodecLibrary.Native)]
    [InlineData("lz4", CodecLibrary.Native, CodecLibrary.Managed)]
    [InlineData("lz4", CodecLibrary.Managed, CodecLibrary.Native)]
    [InlineData("zstd dictionary", CodecLibrary.Native, CodecLibrary.Managed)]
    [InlineData("zstd dictionary", CodecLibrary.Managed, CodecLibrary.Native)]
    public void OneLibrary_DecodesTheOther(string method, CodecLibrary from, CodecLibrary to)
    {
        SkipWithoutNative(method);
        IMultifdMethod sender = MethodCases.Create(method, from);
        using var source = new SourceEnd(sender);
        using var destination = new DestinationEnd(MethodCases.Create(method, to), sender.CreateAgreement());
        for (int seed = 0; seed < 24; seed++)
        {
            int count = 1 + (seed * 37 % 128);
            byte[] pages = PageContent.Mixed(count, seed);
            Assert.True(pages.AsSpan().SequenceEqual(destination.Receive(source.Send(pages), count)), $"packet {seed} differs");
        }
    }

    [Theory]
    [InlineData(CodecLibrary.Native)]
    [InlineData(CodecLibrary.Managed)]
    public void ZlibPayloads_EndToEnd_AreOneZlibStream_FlushedAtEachEnd(CodecLibrary library)
    {
        if (library == CodecLibrary.Native) SkipWithoutNative("zlib");
        using var source = new SourceEnd(MethodCases.Create("zlib", library));
        byte[][] packets = [PageContent.Mixed(9, 1), PageContent.Noise(4, 2), PageContent.Mixed(100, 3)];
        byte[][] payloads = [.. packets.Select(packet => source.Send(packet))];
        Assert.All(payloads, payload => Assert.Equal([0x00, 0x00, 0xFF, 0xFF], payload[^4..]));
        Assert.Equal(15, ZlibHeader.WindowBits(payloads[0]));
        Assert.Equal(packets.SelectMany(packet => packet), ManagedPeers.ZlibDecompress([.. payloads.SelectMany(payload => payload)]));
    }

    [Theory]
    [InlineData(CodecLibrary.Native)]
    [InlineData(CodecLibrary.Managed)]
    public void ZstdPayloads_EndToEnd_AreOneZstdFrame(CodecLibrary library)
    {
        SkipWithoutNative("zstd");
        using var source = new SourceEnd(MethodCases.Create("zstd", library));
        byte[][] packets = [PageContent.Mixed(9, 1), PageContent.Noise(4, 2), PageContent.Mixed(100, 3)];
        byte[] frame = [.. packets.SelectMany(packet => source.Send(packet))];
        // Magic number, then a descriptor without content size, checksum or dictionary [RFC8878 §3.1.1].
        Assert.Equal([0x28, 0xB5, 0x2F, 0xFD, 0x00], frame[..5]);
        Assert.Equal(packets.SelectMany(packet => packet), LibZstdPeer.Decompress(frame, packets.Sum(packet => packet.Length)));
    }

    private static void SkipWithoutNative(string method)
    {
        Core.Availability native = BuiltIn.Methods.Probe(MethodCases.Request(method, CodecLibrary.Native));
        Assert.SkipUnless(native.IsAvailable, native.ToString());
    }
}
