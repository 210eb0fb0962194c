using MultifdBench.Accelerators.Qatzip;
using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Zlib;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Qatzip;

/// <summary>Method <c>qatzip</c>: one QATzip call per packet, gzip with sizes in an extra field.</summary>
internal sealed class QatzipDefinition : MethodDefinition
{
    private static readonly IntegerOption Levels = IntegerOption.Level(
        "multifd-qatzip-level", QatzipSession.MinLevel, QatzipSession.MaxLevel, 1, "1 is fastest, 9 is smallest");

    public override string Name => "qatzip";

    /// <remarks>MULTIFD_FLAG_QATZIP, since QEMU 9.2.</remarks>
    public override uint WireFlag => 16 << 1;

    public override MethodLook Look => new(Name, "#CC79A7");

    public override IReadOnlyList<SimulatedForm> SimulatedForms { get; } =
    [
        new("qat", WorkPlace.DeviceCall, CostVariant.Level) { Device = Devices.Qat.ModelPart, StandIn = ZlibDefinition.SoftwareKey },
    ];

    /// <remarks>Without an accelerator named the method still runs QATzip: it has no other implementation.</remarks>
    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Devices.Qat),
        AcceleratorRule.Runs(Accelerator.Auto, Devices.Qat),
        AcceleratorRule.Impossible(Devices.Qpl, "IAA's jobs are not QATzip's",
            $"--{Accelerator.Option} qat, or --{MethodCatalog.Option} qpl"),
        AcceleratorRule.Runs(Devices.Qat, Devices.Qat),
    ];

    protected override IntegerOption? Level => Levels;

    public override SoftwareCodec? StandInFor(MethodRequest request) => ZlibDefinition.AtLevel(request.Get(Levels));

    public override IReadOnlyList<string> Validate(MethodRequest request)
    {
        List<string> problems = [.. base.Validate(request)];
        if (request.Get(CodecOptions.Library) == CodecLibrary.Managed)
        {
            problems.Add($"--codec-library managed cannot run with --{MethodCatalog.Option} qatzip: there is only the system's libqatzip. "
                + "Use auto or native.");
        }

        return problems;
    }

    public override MethodFacts FactsAskedFor(MethodRequest request) =>
        base.FactsAskedFor(request) with { Accelerator = Devices.Qat.Name };

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => QatzipLibrary.Probe.Availability;

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) =>
        new QatzipMethod(Name, WireFlag, QatzipFormat.GzipExt, request.Get(Levels));
}
