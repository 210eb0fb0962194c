using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qpl;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Methods.Qpl;

/// <summary>Method qpl, and zlib on accelerator qpl, in whole migrations of a guest that keeps writing.</summary>
public sealed class QplMethodTests
{
    public static TheoryData<DeflateMode, int> ModesAndStreams()
    {
        TheoryData<DeflateMode, int> data = [];
        foreach (DeflateMode huffman in Enum.GetValues<DeflateMode>())
        {
            foreach (int streams in (int[])[1, 2, 16, 128]) data.Add(huffman, streams);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ModesAndStreams))]
    public void EveryModeAndSplit_ArrivesByteForByte(DeflateMode huffman, int streams)
    {
        foreach (int channels in (int[])[1, 8])
            AssertVerified(new MethodRequest("qpl").With(QplOptions.Huffman, huffman).With(CodecOptions.Streams, streams), channels);
    }

    [Theory]
    [InlineData(DeflateMode.Fixed)]
    [InlineData(DeflateMode.Dynamic)]
    public void ZlibOnQpl_ArrivesByteForByte(DeflateMode huffman) =>
        AssertVerified(new MethodRequest("zlib") { Accelerator = Devices.Qpl }.With(QplOptions.Huffman, huffman), channels: 2);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(129)]
    public void ImpossibleStreams_AreRefused(int streams) =>
        Assert.Contains("--streams", Assert.Single(BuiltIn.Methods.Validate(new MethodRequest("qpl").With(CodecOptions.Streams, streams))),
            StringComparison.Ordinal);

    [Fact]
    public void ZlibOnQpl_WithCannedTables_IsRefused() =>
        Assert.Contains("--qpl-huffman canned",
            Assert.Single(BuiltIn.Methods.Validate(
                new MethodRequest("zlib") { Accelerator = Devices.Qpl }.With(QplOptions.Huffman, DeflateMode.Canned))),
            StringComparison.Ordinal);

    [Fact]
    public void CannedTable_MissingOrDamaged_IsRefused()
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 256, threads: 0), null, reuse: false);
        IMultifdMethod method =
            BuiltIn.Methods.Create(
                new MethodRequest("qpl") { Pages = new GuestSample(guest.Source, seed: 1) }.With(QplOptions.Huffman, DeflateMode.Canned));
        byte[] table = method.CreateAgreement().ToArray();
        Assert.Throws<PayloadException>(() => method.CreateDecompressor(default));
        for (int i = 0; i < table.Length; i += 7)
        {
            byte[] damaged = [.. table];
            damaged[i] ^= 0x10;
            Assert.Throws<PayloadException>(() => method.CreateDecompressor(damaged));
            Assert.Throws<PayloadException>(() => method.CreateDecompressor(table.AsMemory(0, i == 0 ? 1 : i)));
        }
    }

    private static void AssertVerified(MethodRequest request, int channels)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 600, threads: 2), null, reuse: false);
        IMultifdMethod method = BuiltIn.Methods.Create(request with { Pages = new GuestSample(guest.Source, seed: 1) });
        using MemoryTransport transport = new();
        RunMeasurement run = new MigrationRun(guest, method, BuiltIn.OnTheWire, new MigrationParameters { Channels = channels }, transport)
            .Execute(TestContext.Current.CancellationToken);
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        // Pages that do not shrink are sent raw or stored: the payload never exceeds them by more than the lengths and stored headers.
        Assert.InRange(run.Sent.PayloadBytes, 1, run.Sent.Pages.Normal * (Page.SizeBytes + 5));
    }
}
