using MultifdBench.Codecs;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Core;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Zstd;

/// <summary>Method <c>zstd</c>: one frame per channel; or, which QEMU does not have, a packet as independent frames.</summary>
internal sealed class ZstdDefinition : MethodDefinition
{
    private static readonly IntegerOption Levels = IntegerOption.Level(
        "multifd-zstd-level", ZstdCodec.MinLevel, ZstdCodec.MaxLevel, 1,
        "-1, -2 ... are ever faster (not in QEMU), 20 is smallest, 0 is libzstd's default (3)", ZstdCodec.MinQemuLevel);

    public override string Name => "zstd";

    public override string? LibvirtName => Name;

    /// <remarks>MULTIFD_FLAG_ZSTD.</remarks>
    public override uint WireFlag => 2 << 1;

    public override MethodLook Look => new(Name, "#E69F00", IsAnotherWhenAccelerated: true);

    public override IReadOnlyList<SimulatedForm> SimulatedForms { get; } =
    [
        new("zstd", WorkPlace.Cpu, CostVariant.Level) { Accelerators = ["none", "auto"] },
        new("qat", WorkPlace.DeviceCall, CostVariant.Level) { Device = Devices.Qat.ModelPart, Accelerators = [Devices.Qat.Name] },
    ];

    public override IReadOnlyList<SoftwareCodec> SoftwareCodecs { get; } = [new("zstd", new MethodRequest("zstd"))];

    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Accelerator.None),
        AcceleratorRule.Runs(Accelerator.Auto, Devices.Qat, Accelerator.None),
        AcceleratorRule.Impossible(
            Devices.Qpl, "QPL implements deflate only", $"--{Accelerator.Option} none, or --{MethodCatalog.Option} zlib"),
        AcceleratorRule.Runs(Devices.Qat, Devices.Qat),
    ];

    protected override IntegerOption? Level => Levels;

    public override IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) => accelerator.Device is null
        ? [.. base.OptionsOn(accelerator), CodecOptions.Streams, CodecOptions.Dictionary]
        : base.OptionsOn(accelerator);

    public override MethodOptionSet DefaultsOf(MethodOptionSet given) => PieceOptions.DefaultsOf(given);

    public override IReadOnlyList<AgreementKind> Agreements => [CodecOptions.DictionaryAgreement];

    public override AgreementKind? AgreementOf(MethodRequest request) => PieceOptions.AgreementOf(request);

    public override IReadOnlyList<string> Validate(MethodRequest request) =>
        PieceOptions.Problem(request) is { } problem ? [.. base.Validate(request), problem] : base.Validate(request);

    /// <remarks>A dictionary is made from a guest's pages, and is another guest's for others.</remarks>
    public override Func<IRegionCodec>? RegionCodec(MethodRequest request) => AgreementOf(request) is null
        ? () => new StreamRegionCodec(ZstdCodec.Open(request.Get(CodecOptions.Library)).CreateCompressor(request.Get(Levels)))
        : null;

    public override string? NotInQemu(MethodRequest request)
    {
        if (request.Accelerator.Device is not null) return Accelerator.NotInQemu;
        if (request.Get(CodecOptions.Dictionary) > 0) return "QEMU's zstd has no dictionaries";
        if (PieceOptions.StreamsOf(request) > 1) return "QEMU's zstd has one stream per channel";
        return request.Get(Levels) < Levels.MinInQemu ? "QEMU's zstd has no levels below 0" : null;
    }

    public override MethodFacts FactsAskedFor(MethodRequest request) => base.FactsAskedFor(request) with
    {
        Streams = PieceOptions.StreamsOf(request),
        DictionaryBytes = request.Get(CodecOptions.Dictionary),
    };

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => accelerator == Accelerator.None
        ? ZstdCodec.Probe(request.Get(CodecOptions.Library))
        : MissingBackEnd(accelerator);

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request)
    {
        CodecLibrary library = request.Get(CodecOptions.Library);
        IStreamCodec codec = ZstdCodec.Open(library);
        int level = request.Get(Levels);
        int inForce = ZstdCodec.ReadBackLevel(codec, level);
        return PieceOptions.StreamsOf(request) == 1
            ? new StreamMethod(Name, WireFlag, codec, level, inForce)
            : new PieceMethod(Name, WireFlag, request, ZstdPieces.Open(library), level, inForce);
    }
}
