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
    /// <summary>Its name, for messages too.</summary>
    internal const string MethodName = "lz4";

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

    public override MethodOptionSet DefaultsOf(MethodOptionSet given) => PieceOptions.DefaultsOf(given);

    public override IReadOnlyList<AgreementKind> Agreements => [CodecOptions.DictionaryAgreement];

    public override AgreementKind? AgreementOf(MethodRequest request) => PieceOptions.AgreementOf(request);

    protected override IntegerOption Level => Lz4Options.Acceleration;

    public override IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) =>
        [Lz4Options.Acceleration, CodecOptions.Library, CodecOptions.Streams, CodecOptions.Dictionary];

    public override IReadOnlyList<string> Validate(MethodRequest request) =>
        PieceOptions.Problem(request) is { } problem ? [.. base.Validate(request), problem] : base.Validate(request);

    /// <remarks>A dictionary is made from a guest's pages, and is another guest's for others.</remarks>
    public override Func<IRegionCodec>? RegionCodec(MethodRequest request) => AgreementOf(request) is null
        ? () => new Lz4RegionCodec(
            Lz4Codec.Open(request.Get(CodecOptions.Library)).CreateCompressor(request.Get(Lz4Options.Acceleration)))
        : null;

    public override MethodFacts FactsAskedFor(MethodRequest request) => base.FactsAskedFor(request) with
    {
        Streams = PieceOptions.StreamsOf(request),
        DictionaryBytes = request.Get(CodecOptions.Dictionary),
    };

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request)
    {
        CodecLibrary library = request.Get(CodecOptions.Library);
        return AgreementOf(request) is null ? Lz4Codec.Probe(library) : Lz4Pieces.ProbeDictionary(library);
    }

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request)
    {
        ILz4Codec codec = Lz4Codec.Open(request.Get(CodecOptions.Library));
        int acceleration = request.Get(Lz4Options.Acceleration);
        // No library tells its acceleration: what was asked for is what is reported.
        return PieceOptions.StreamsOf(request) == 1
            ? new Lz4Method(Name, WireFlag, codec, acceleration)
            : new PieceMethod(Name, WireFlag, request, new Lz4Pieces(codec), acceleration, acceleration);
    }
}
