using MultifdBench.Core;
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

    public override IReadOnlyList<string> OptionsOn(Accelerator accelerator) =>
        [MethodOptions.Library, MethodOptions.QplPath, MethodOptions.QplHuffman, MethodOptions.Streams];

    public override IReadOnlyList<string> Validate(MethodRequest request)
    {
        List<string> problems = [.. base.Validate(request)];
        if (request.Streams is { } streams && !PacketStreams.IsPossible(streams))
            problems.Add(
                $"--streams {streams} cannot split a packet of 128 pages: use 1, 2, 4, 8, 16, 32, 64 or 128 (default 128, one per page).");
        if (DeflateEngine.Problem(request) is { } problem) problems.Add(problem);
        return problems;
    }

    public override MethodFacts FactsAskedFor(MethodRequest request) =>
        QplNames.FactsAskedFor(request, base.FactsAskedFor(request)) with { Streams = request.Streams ?? PacketStreams.PerPage };

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => DeflateEngine.Probe(request);

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) =>
        new QplMethod(Name, WireFlag, request, DeflateEngine.Open(request));
}
