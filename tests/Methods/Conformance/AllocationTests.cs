using MultifdBench.Codecs;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods.Conformance;

/// <summary>After set-up, packets cost no garbage on either side, whatever the method and library.</summary>
public class AllocationTests
{
    private const int Packets = 32;

    public static TheoryData<string, CodecLibrary> Cases => MethodCases.All();

    [Theory]
    [MemberData(nameof(Cases))]
    public void SteadyState_AllocatesNothing(string method, CodecLibrary library)
    {
        IMultifdMethod configured = MethodCases.Create(method, library);
        using IPacketCompressor compressor = configured.CreateCompressor();
        using IPacketDecompressor decompressor = configured.CreateDecompressor(configured.CreateAgreement());
        using var pages = new TestPages(128);
        using var restored = new TestPages(128);
        _ = pages.Set(PageContent.Mixed(128, 21));
        var payload = new PacketPayload(compressor.MaxPayloadBytes);
        ArrayPayload[] payloads = [.. Enumerable.Range(0, Packets).Select(_ => Next(compressor, pages, payload))];

        Assert.Equal(0, Allocated(() =>
        {
            payload.Clear();
            compressor.Compress(pages.Pages, payload);
        }));
        int next = 0;
        Assert.Equal(0, Allocated(() => decompressor.Decompress(payloads[next++], restored.Pages)));
        Assert.Equal(pages.Get(128), restored.Get(128));
    }

    private static ArrayPayload Next(IPacketCompressor compressor, TestPages pages, PacketPayload payload)
    {
        payload.Clear();
        compressor.Compress(pages.Pages, payload);
        return new ArrayPayload(payload.IsPages ? pages.Get(128) : payload.Bytes.ToArray());
    }

    /// <summary>Bytes allocated by the second half of the calls; the first warms up buffers and the JIT.</summary>
    private static long Allocated(Action call)
    {
        void Half()
        {
            for (int i = 0; i < Packets / 2; i++) call();
        }

        Half();
        return Allocations.Of(Half);
    }
}
