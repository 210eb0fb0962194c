using MultifdBench.Codecs;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods.Conformance;

/// <summary>
/// Payloads that no compressor made: refused, or (where a method has no checksum) decoded to other bytes, but never more than that.
/// </summary>
public class HostilePayloadTests
{
    public static TheoryData<string, CodecLibrary> Cases => MethodCases.All();

    public static TheoryData<string, CodecLibrary> Compressing => MethodCases.Compressing();

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryTruncation_IsRefused(string method, CodecLibrary library)
    {
        IMultifdMethod configured = MethodCases.Create(method, library);
        using var source = new SourceEnd(configured);
        byte[] first = source.Send(PageContent.Mixed(2, 5));
        byte[] second = source.Send(PageContent.Mixed(2, 7));
        int step = Math.Max(1, first.Length / 1500);
        for (int length = 0; length < first.Length; length += step) AssertRefused(configured, [], first[..length], 2);
        // Past the first packet there is history, and a flush point behind the decoder to mistake for its own.
        step = Math.Max(1, second.Length / 500);
        for (int length = 0; length < second.Length; length += step) AssertRefused(configured, first, second[..length], 2);
        for (int cut = 1; cut <= 8; cut++) AssertRefused(configured, first, second[..^cut], 2);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void BytesAfterThePayload_AreRefused(string method, CodecLibrary library)
    {
        IMultifdMethod configured = MethodCases.Create(method, library);
        using var source = new SourceEnd(configured);
        byte[] payload = source.Send(PageContent.Mixed(3, 3));
        for (int junk = 1; junk <= 12; junk++)
        {
            AssertRefused(configured, [], [.. payload, .. Enumerable.Repeat((byte)0xFF, junk)], 3);
            // Three zero bytes are an empty zstd block [RFC8878 §3.1.1.2]: nothing that a decoder could object to.
            if (method != "zstd" || junk % 3 != 0) AssertRefused(configured, [], [.. payload, .. new byte[junk]], 3);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void MutatedBytes_AreRefusedOrDecodeToOtherPages_AndWriteNothingElse(string method, CodecLibrary library)
    {
        IMultifdMethod configured = MethodCases.Create(method, library);
        using var source = new SourceEnd(configured);
        byte[] payload = source.Send(PageContent.Mixed(4, 11));
        var random = new Random(4711);
        int refused = 0;
        const int Trials = 600;
        for (int trial = 0; trial < Trials; trial++)
        {
            byte[] mutated = [.. payload];
            for (int change = random.Next(3); change >= 0; change--) mutated[random.Next(mutated.Length)] ^= (byte)(1 << random.Next(8));
            using var destination = new DestinationEnd(configured, 4);
            try
            {
                _ = destination.Receive(mutated, 4);
            }
            catch (PayloadException)
            {
                refused++;
            }
        }

        // Method none has nothing to check; for the others most flips break a length, a code or a distance.
        Assert.InRange(refused, method == "none" ? 0 : Trials / 20, method == "none" ? 0 : Trials);
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void EverySingleBitFlipOfTheStart_IsHandled(string method, CodecLibrary library)
    {
        IMultifdMethod configured = MethodCases.Create(method, library);
        using var source = new SourceEnd(configured);
        byte[] pages = PageContent.Mixed(1, 2);
        byte[] payload = source.Send(pages);
        for (int bit = 0; bit < Math.Min(payload.Length, 48) * 8; bit++)
        {
            byte[] mutated = [.. payload];
            mutated[bit / 8] ^= (byte)(1 << (bit % 8));
            using var destination = new DestinationEnd(configured, 4);
            Exception? error = Record.Exception(() => destination.Receive(mutated, 1));
            Assert.True(error is null or PayloadException, $"bit {bit}: {error}");
        }
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void Noise_IsRefused(string method, CodecLibrary library)
    {
        IMultifdMethod configured = MethodCases.Create(method, library);
        for (int seed = 0; seed < 200; seed++) AssertRefused(configured, [], PageContent.Noise(1, seed)[..(1 + (seed * 7))], 1);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnotherPageCount_IsRefused_NamingBothSizes(string method, CodecLibrary library)
    {
        IMultifdMethod configured = MethodCases.Create(method, library);
        using var source = new SourceEnd(configured);
        byte[] payload = source.Send(PageContent.Mixed(5, 9));
        foreach (int count in (int[])[1, 4, 6, 128])
        {
            PayloadException error = AssertRefused(configured, [], payload, count);
            // A payload that is a table of streams goes wrong at the stream that does not fit, before its pages can be counted.
            if (method == "qpl") continue;
            Assert.Contains($"expected {count * 4096} bytes", error.Message, StringComparison.Ordinal);
            Assert.Contains("found", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OversizedPayload_IsRefusedUnread(string method, CodecLibrary library)
    {
        using var destination = new DestinationEnd(MethodCases.Create(method, library));
        var payload = new ArrayPayload(new byte[destination.MaxPayloadBytes + 1]);
        Assert.Throws<PayloadException>(() => destination.Receive(payload, 128));
        Assert.False(payload.WasRead);
    }

    [Theory]
    [MemberData(nameof(Compressing))]
    public void AfterARefusal_MorePayloads_AreRefusedOrWrong_AndDisposalWorksTwice(string method, CodecLibrary library)
    {
        IMultifdMethod configured = MethodCases.Create(method, library);
        using var source = new SourceEnd(configured);
        byte[] payload = source.Send(PageContent.Mixed(2, 13));
        var destination = new DestinationEnd(configured);
        Assert.Throws<PayloadException>(() => destination.Receive(PageContent.Noise(1, 3), 2));
        Exception? error = Record.Exception(() => destination.Receive(payload, 2));
        Assert.True(error is null or PayloadException, $"{error}");
        destination.Dispose();
        destination.Dispose();
    }

    private static PayloadException AssertRefused(IMultifdMethod method, byte[] before, byte[] payload, int pages)
    {
        using var destination = new DestinationEnd(method, pages);
        if (before.Length > 0) _ = destination.Receive(before, pages);
        return Assert.Throws<PayloadException>(() => destination.Receive(payload, pages));
    }
}
