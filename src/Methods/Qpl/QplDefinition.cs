using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Qpl;

/// <summary>Method <c>qpl</c>: the IAA bit stream, every page a deflate job of its own.</summary>
internal sealed class QplDefinition : MethodDefinition
{
    /// <summary>Costs of its jobs in software.</summary>
    private const string SoftwareKey = "qpl";

    public override string Name => "qpl";

    /// <remarks>MULTIFD_FLAG_QPL, since QEMU 9.1.</remarks>
    public override uint WireFlag => 4 << 1;

    public override MethodLook Look => new(Name, "#009E73") { DeviceInLabels = "iaa" };

    public override IReadOnlyList<SimulatedForm> SimulatedForms { get; } =
    [
        new("iaa", WorkPlace.DeviceBatch, CostVariant.Huffman)
        {
            Device = Devices.Qpl.ModelPart,
            Path = "hardware",
            SoftwareCodec = SoftwareKey,
            StandIn = SoftwareKey,
            MakesTables = true,
            Instead = "--qpl-path software",
            IsPageByPage = true,
        },
        new(SoftwareKey, WorkPlace.Cpu, CostVariant.Huffman) { IsPageByPage = true },
    ];

    public override IReadOnlyList<SoftwareCodec> SoftwareCodecs { get; } =
    [
        InSoftware(new MethodRequest("qpl")),
        InSoftware(new MethodRequest("qpl").With(QplOptions.Huffman, DeflateMode.Canned)),
        InSoftware(new MethodRequest("qpl").With(QplOptions.Huffman, DeflateMode.Dynamic)),
    ];

    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Devices.Qpl),
        AcceleratorRule.Runs(Accelerator.Auto, Devices.Qpl),
        AcceleratorRule.Runs(Devices.Qpl, Devices.Qpl),
        AcceleratorRule.Impossible(Devices.Qat, "QAT has no queue for QPL's jobs",
            "--multifd-compression-accel none, or --multifd-compression qatzip"),
    ];

    public override IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) =>
        [CodecOptions.Library, QplOptions.Path, QplOptions.Huffman, CodecOptions.Streams];

    public override IReadOnlyList<AgreementKind> Agreements => [QplOptions.CannedTable];

    public override AgreementKind? AgreementOf(MethodRequest request) =>
        request.Get(QplOptions.Huffman) == DeflateMode.Canned ? QplOptions.CannedTable : null;

    public override IReadOnlyList<string> Validate(MethodRequest request) =>
        DeflateEngine.Problem(request) is { } problem ? [.. base.Validate(request), problem] : base.Validate(request);

    /// <remarks>QEMU's multifd-qpl.c asks for fixed tables.</remarks>
    public override string? NotInQemu(MethodRequest request) => request.Get(QplOptions.Huffman) is var tables and not DeflateMode.Fixed
        ? $"QEMU's qpl has fixed Huffman tables, not {QplOptions.Huffman.TextOf(tables)} ones"
        : null;

    /// <remarks>Canned tables are made from a guest's pages, and are another guest's for others.</remarks>
    public override Func<IRegionCodec>? RegionCodec(MethodRequest request) =>
        request.Get(QplOptions.Huffman) is var mode and not DeflateMode.Canned ? () => new QplRegionCodec(mode) : null;

    public override SoftwareCodec? StandInFor(MethodRequest request) =>
        request.Get(QplOptions.Path) == QplPath.Software ? null : InSoftware(request);

    public override MethodFacts FactsAskedFor(MethodRequest request) =>
        DeflateEngine.FactsAskedFor(request, base.FactsAskedFor(request)) with { Streams = request.Get(CodecOptions.Streams) };

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => DeflateEngine.Probe(request);

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) =>
        new QplMethod(Name, WireFlag, request, DeflateEngine.Open(request));

    private static SoftwareCodec InSoftware(MethodRequest request)
    {
        DeflateMode huffman = request.Get(QplOptions.Huffman);
        string variant = huffman == DeflateMode.Fixed ? "" : "-" + QplOptions.Huffman.TextOf(huffman);
        return new SoftwareCodec(SoftwareKey + variant, request.With(QplOptions.Path, QplPath.Software));
    }
}
