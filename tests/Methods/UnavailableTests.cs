using MultifdBench.Core;
using MultifdBench.Methods;
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
        Assert.Equal("qat", new Fake(Accelerator.None, Accelerator.Qat).Create(Request(Accelerator.Auto)).Facts.Accelerator);
    }

    [Fact]
    public void ANamedAccelerator_NeverFallsBack()
    {
        var definition = new Fake(Accelerator.None);
        Availability answer = definition.Probe(Request(Accelerator.Qat));
        Assert.False(answer.IsAvailable);
        Assert.Equal("this build has no fake for accelerator qat (use --multifd-compression-accel none)", answer.ToString());
        Assert.Contains("no fake", Assert.Throws<InvalidOperationException>(() => definition.Create(Request(Accelerator.Qat))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNothingRuns_TheReasonIsThePlainestCandidates() =>
        Assert.Equal("this build has no fake for accelerator none", new Fake().Probe(Request(Accelerator.Auto)).Reason);

    private static MethodRequest Request(Accelerator accelerator) => new("fake") { Accelerator = accelerator };

    private sealed class Fake(params Accelerator[] present) : MethodDefinition
    {
        public override string Name => "fake";

        public override string Summary => "runs where it is told to";

        public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
        [
            AcceleratorRule.Runs(Accelerator.Auto, Accelerator.Qat, Accelerator.None),
            AcceleratorRule.Runs(Accelerator.Qat, Accelerator.Qat),
        ];

        protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) =>
            present.Contains(accelerator) ? Availability.Yes : MissingBackEnd(accelerator);

        protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) => new FakeMethod(accelerator);
    }

    private sealed class FakeMethod(Accelerator accelerator) : IMultifdMethod
    {
        public string Name => "fake";

        public uint WireFlag => 0;

        public MethodFacts Facts { get; } = new(AcceleratorNames.NameOf(accelerator), "software", "", null, 1, "none");

        public IPacketCompressor CreateCompressor() => throw new NotSupportedException();

        public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) => throw new NotSupportedException();
    }
}
