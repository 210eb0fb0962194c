using MultifdBench.Core;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Qpl;

/// <summary>Method <c>qpl</c>: the IAA bit stream, every page a deflate job of its own.</summary>
internal sealed class QplDefinition : MethodDefinition
{
    public override string Name => "qpl";

    /// <remarks>MULTIFD_FLAG_QPL, since QEMU 9.1.</remarks>
    public override uint WireFlag => 4 << 1;

    public override string Summary => "the IAA bit stream: every page its own deflate job, 4 KiB window";

    public override MethodLook Look => new(Name, "#009E73");

    public override IReadOnlyList<SimulatedForm> SimulatedForms { get; } =
    [
        new("iaa", WorkPlace.DeviceBatch, CostVariant.Huffman)
        {
            Device = "iaa",
            Path = "hardware",
            SoftwareCodec = "qpl",
            MakesTables = true,
            Instead = "--qpl-path software",
        },
        new("qpl", WorkPlace.Cpu, CostVariant.Huffman),
    ];

    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Accelerator.Qpl),
        AcceleratorRule.Runs(Accelerator.Auto, Accelerator.Qpl),
        AcceleratorRule.Runs(Accelerator.Qpl, Accelerator.Qpl),
        AcceleratorRule.Impossible(Accelerator.Qat, "QAT has no queue for QPL's jobs",
            "--multifd-compression-accel none, or --multifd-compression qatzip"),
    ];

    public override IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) =>
        [CodecOptions.Library, QplOptions.Path, QplOptions.Huffman, QplOptions.Streams];

    public override IReadOnlyList<string> Validate(MethodRequest request) =>
        DeflateEngine.Problem(request) is { } problem ? [.. base.Validate(request), problem] : base.Validate(request);

    public override MethodFacts FactsAskedFor(MethodRequest request) =>
        DeflateEngine.FactsAskedFor(request, base.FactsAskedFor(request)) with { Streams = request.Get(QplOptions.Streams) };

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => DeflateEngine.Probe(request);

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) =>
        new QplMethod(Name, WireFlag, request, DeflateEngine.Open(request));
}
