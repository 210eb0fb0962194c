using MultifdBench.Core;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.None;

/// <summary>Method <c>none</c>: no options, no library, nothing that could be missing.</summary>
internal sealed class NoneDefinition : MethodDefinition
{
    private const string Instead = $"--{Accelerator.Option} none, or --{MethodCatalog.Option} zlib";

    public override string Name => "none";

    public override uint WireFlag => 0;

    public override bool SendsGuestPages => true;

    public override MethodLook Look => new(Name, "#8A8A8A");

    public override IReadOnlyList<SimulatedForm> SimulatedForms { get; } =
    [
        new(null, WorkPlace.Nowhere) { Accelerators = ["none", "auto"], IsPageByPage = true },
    ];

    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Accelerator.None),
        AcceleratorRule.Runs(Accelerator.Auto, Accelerator.None),
        AcceleratorRule.Impossible(Devices.Qpl, "there is nothing to compress", Instead),
        AcceleratorRule.Impossible(Devices.Qat, "there is nothing to compress", Instead),
    ];

    public override IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) => [];

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => Availability.Yes;

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) => new NoneMethod();
}
