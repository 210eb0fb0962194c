using CsCheck;
using MultifdBench.Codecs;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Methods.Conformance;

public class RoundTripTests
{
    public static TheoryData<string, CodecLibrary> Cases => MethodCases.All();

    [Theory]
    [MemberData(nameof(Cases))]
    public void PacketsOfEverySizeAndContent_OnOneChannel_ComeOutAsTheyWentIn(string method, CodecLibrary library)
    {
        using var source = new SourceEnd(MethodCases.Create(method, library));
        using var destination = new DestinationEnd(MethodCases.Create(method, library));
        foreach (int count in (int[])[1, 2, 3, 31, 32, 33, 64, 127, 128])
        {
            foreach (byte[] pages in (byte[][])[PageContent.Zero(count), PageContent.Noise(count, count), PageContent.Mixed(count, count)])
            {
                byte[] payload = source.Send(pages);
                Assert.InRange(payload.Length, 1, source.MaxPayloadBytes);
                Assert.InRange(payload.Length, 1, destination.MaxPayloadBytes);
                Assert.True(pages.AsSpan().SequenceEqual(destination.Receive(payload, count)), $"{count} page(s) differ");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnySequenceOfPackets_ComesOutAsItWentIn(string method, CodecLibrary library)
    {
        Gen.Select(Gen.Int[1, 16], Gen.Int[0, 999]).List[1, 12].Sample(
            packets =>
            {
                using var source = new SourceEnd(MethodCases.Create(method, library));
                using var destination = new DestinationEnd(MethodCases.Create(method, library));
                return packets.TrueForAll(packet =>
                {
                    byte[] pages = PageContent.Mixed(packet.Item1, packet.Item2);
                    return pages.AsSpan().SequenceEqual(destination.Receive(source.Send(pages), packet.Item1));
                });
            },
            seed: "0N0XIzNsQ0O2",
            iter: 20,
            threads: 1);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TwoChannels_DoNotShareState(string method, CodecLibrary library)
    {
        MultifdBench.Multifd.Methods.IMultifdMethod shared = MethodCases.Create(method, library);
        using var first = new SourceEnd(shared);
        using var second = new SourceEnd(shared);
        byte[] pages = PageContent.Mixed(8, 1);
        byte[] alone = first.Send(pages);
        _ = first.Send(PageContent.Mixed(8, 2));
        Assert.Equal(alone, second.Send(pages));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RealPages_ComeOutAsTheyWentIn(string method, CodecLibrary library)
    {
        byte[] sample = SampleData.PagesOrSkip(SampleData.RedisYcsb).AsSpan(0, 1024 * Page.SizeBytes).ToArray();
        using var source = new SourceEnd(MethodCases.Create(method, library));
        using var destination = new DestinationEnd(MethodCases.Create(method, library));
        for (int at = 0; at < sample.Length; at += 128 * Page.SizeBytes)
        {
            ReadOnlySpan<byte> pages = sample.AsSpan(at, 128 * Page.SizeBytes);
            Assert.True(pages.SequenceEqual(destination.Receive(source.Send(pages), 128)), $"packet at byte {at} differs");
        }
    }
}
