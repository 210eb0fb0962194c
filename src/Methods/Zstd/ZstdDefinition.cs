using MultifdBench.Codecs;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Core;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Zstd;

/// <summary>Method <c>zstd</c>: one frame per channel.</summary>
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

    public override Func<IRegionCodec> RegionCodec(MethodRequest request) =>
        () => new StreamRegionCodec(ZstdCodec.Open(request.Get(CodecOptions.Library)).CreateCompressor(request.Get(Levels)));

    public override string? NotInQemu(MethodRequest request)
    {
        if (request.Accelerator.Device is not null) return Accelerator.NotInQemu;
        return request.Get(Levels) < Levels.MinInQemu ? "QEMU's zstd has no levels below 0" : null;
    }

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => accelerator == Accelerator.None
        ? ZstdCodec.Probe(request.Get(CodecOptions.Library))
        : MissingBackEnd(accelerator);

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request)
    {
        IStreamCodec codec = ZstdCodec.Open(request.Get(CodecOptions.Library));
        int level = request.Get(Levels);
        return new StreamMethod(Name, WireFlag, codec, level, ZstdCodec.ReadBackLevel(codec, level));
    }
}
