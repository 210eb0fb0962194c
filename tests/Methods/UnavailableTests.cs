using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qpl;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods;

/// <summary>What a host cannot run is a value with a reason, and running it anyway is a mistake of the caller.</summary>
public class UnavailableTests
{
    [Fact]
    public void TheFirstCandidateThatTheHostHas_Runs()
    {
        var definition = new Fake(Accelerator.None);
        Assert.True(definition.Probe(Request(Accelerator.Auto)).IsAvailable);
        Assert.Equal("none", definition.Create(Request(Accelerator.Auto)).Facts.Accelerator);
        Assert.Equal("qat", new Fake(Accelerator.None, Devices.Qat).Create(Request(Accelerator.Auto)).Facts.Accelerator);
    }

    [Fact]
    public void ANamedAccelerator_NeverFallsBack()
    {
        var definition = new Fake(Accelerator.None);
        Availability answer = definition.Probe(Request(Devices.Qat));
        Assert.False(answer.IsAvailable);
        Assert.Equal("this build has no fake for accelerator qat (use --multifd-compression-accel none)", answer.ToString());
        Assert.Contains("no fake", Assert.Throws<InvalidOperationException>(() => definition.Create(Request(Devices.Qat))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNothingRuns_TheReasonIsThePlainestCandidates() =>
        Assert.Equal("this build has no fake for accelerator none", new Fake().Probe(Request(Accelerator.Auto)).Reason);

    [Fact]
    public void WhatCannotRun_KeepsWhatWasAskedFor()
    {
        MethodRequest request = new MethodRequest("qpl").With(QplOptions.Path, QplPath.Hardware)
            .With(QplOptions.Huffman, DeflateMode.Canned).With(CodecOptions.Streams, 4);
        Assert.Equal(new MethodFacts("qpl", "hardware", "canned", null, 4, ""), BuiltIn.Methods.Get("qpl").FactsAskedFor(request));
        Assert.Equal(new MethodFacts("none", "software", "fixed", null, 128, ""), BuiltIn.Methods.Get("qpl").FactsAskedFor(new("qpl")));
        Assert.Equal(new MethodFacts("qpl", "hardware", "dynamic", null, 1, ""), BuiltIn.Methods.Get("zlib")
            .FactsAskedFor(new MethodRequest("zlib") { Accelerator = Devices.Qpl }.With(QplOptions.Path, QplPath.Hardware)
                .With(QplOptions.Huffman, DeflateMode.Dynamic)));
        Assert.Equal(new MethodFacts("qat", "software", "", 1, 1, ""),
            BuiltIn.Methods.Get("zlib").FactsAskedFor(new("zlib") { Accelerator = Devices.Qat }));
        Assert.Equal(new MethodFacts("qat", "software", "", 7, 1, ""),
            BuiltIn.Methods.Get("qatzip").FactsAskedFor(new MethodRequest("qatzip").WithLevel(7)));
    }

    [Theory]
    [InlineData("qpl", "none")]
    [InlineData("zlib", "qpl")]
    public void TheDevice_ByTheManagedCodec_IsAWrongRequest(string method, string accelerator) => Assert.StartsWith(
        "--codec-library managed cannot run with --qpl-path hardware",
        Assert.Single(BuiltIn.Methods.Validate(
            new MethodRequest(method) { Accelerator = BuiltIn.Accelerator(accelerator) }.With(QplOptions.Path, QplPath.Hardware)
                .With(CodecOptions.Library, CodecLibrary.Managed))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("qatzip", "none")]
    [InlineData("zlib", "qat")]
    public void QatzipWithoutItsLibrary_IsAWrongRequest(string method, string accelerator) => Assert.StartsWith(
        "--codec-library managed cannot run ",
        Assert.Single(BuiltIn.Methods.Validate(
            new MethodRequest(method) { Accelerator = BuiltIn.Accelerator(accelerator) }.With(CodecOptions.Library, CodecLibrary.Managed))),
        StringComparison.Ordinal);

    [Fact]
    public void ZlibsLevel0_OnQat_IsAWrongRequest() => Assert.Equal(
        ["--multifd-zlib-level 0 cannot run on accelerator qat: QATzip's levels are 1 to 9."],
        BuiltIn.Methods.Validate(new MethodRequest("zlib") { Accelerator = Devices.Qat }.WithLevel(0)));

    private static MethodRequest Request(Accelerator accelerator) => new("fake") { Accelerator = accelerator };

    private sealed class Fake(params Accelerator[] present) : MethodDefinition
    {
        public override string Name => "fake";

        public override uint WireFlag => 0;

        public override MethodLook Look => new(Name, "#000000");

        public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
        [
            AcceleratorRule.Runs(Accelerator.Auto, Devices.Qat, Accelerator.None),
            AcceleratorRule.Runs(Devices.Qat, Devices.Qat),
        ];

        protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) =>
            present.Contains(accelerator) ? Availability.Yes : MissingBackEnd(accelerator);

        protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) => new FakeMethod(accelerator);
    }

    private sealed class FakeMethod(Accelerator accelerator) : IMultifdMethod
    {
        public string Name => "fake";

        public uint WireFlag => 0;

        public MethodFacts Facts { get; } = new(accelerator.Name, "software", "", null, 1, "none");

        public IPacketCompressor CreateCompressor() => throw new NotSupportedException();

        public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) => throw new NotSupportedException();
    }
}
