using MultifdBench.Codecs;
using MultifdBench.Codecs.Lz4;
using MultifdBench.Core;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Lz4;

/// <summary>Method <c>lz4</c>: one stream per channel, or a packet as independent blocks. QEMU has nothing like it.</summary>
internal sealed class Lz4Definition : MethodDefinition
{
    private const string MethodName = "lz4";
    private const string Instead = $"--{Accelerator.Option} none";

    public override string Name => MethodName;

    /// <remarks>QEMU gives bits out from the lowest up; this is the one that it would come to last.</remarks>
    public override uint WireFlag => 1u << 31;

    public override MethodLook Look => new(Name, "#6A3D9A");

    public override string NotInQemu(MethodRequest request) => "QEMU has no method lz4";

    public override IReadOnlyList<SimulatedForm> SimulatedForms { get; } =
    [
        new(MethodName, WorkPlace.Cpu, CostVariant.Level) { Accelerators = ["none", "auto"] },
    ];

    public override IReadOnlyList<SoftwareCodec> SoftwareCodecs { get; } = [new(MethodName, new MethodRequest(MethodName))];

    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Accelerator.None),
        AcceleratorRule.Runs(Accelerator.Auto, Accelerator.None),
        AcceleratorRule.Impossible(Devices.Qpl, "QPL implements deflate only", Instead),
        AcceleratorRule.Impossible(Devices.Qat, "QATzip's LZ4 is of frames that this method does not have", Instead),
    ];

    /// <summary>Without a word a channel's packets are one stream.</summary>
    public override MethodOptionSet Defaults { get; } = MethodOptionSet.Empty.With(CodecOptions.Streams, 1);

    protected override IntegerOption Level => Lz4Options.Acceleration;

    public override IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) =>
        [Lz4Options.Acceleration, CodecOptions.Library, CodecOptions.Streams];

    public override Func<IRegionCodec> RegionCodec(MethodRequest request) => () => new Lz4RegionCodec(
        Lz4Codec.Open(request.Get(CodecOptions.Library)).CreateCompressor(request.Get(Lz4Options.Acceleration)));

    public override MethodFacts FactsAskedFor(MethodRequest request) =>
        base.FactsAskedFor(request) with { Streams = request.Options.Over(Defaults).Get(CodecOptions.Streams) };

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) =>
        Lz4Codec.Probe(request.Get(CodecOptions.Library));

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) => new Lz4Method(
        Name, WireFlag, Lz4Codec.Open(request.Get(CodecOptions.Library)), request.Get(Lz4Options.Acceleration),
        new PacketStreams(request.Get(CodecOptions.Streams)));
}
