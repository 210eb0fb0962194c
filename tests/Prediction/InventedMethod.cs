using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Prediction;

/// <summary>A method that no catalog has: what is said of it here is all that a prediction can know.</summary>
internal sealed class InventedMethod(params SimulatedForm[] forms) : MethodDefinition
{
    public override string Name => "invented";

    public override uint WireFlag => 1u << 20;

    public override MethodLook Look => new(Name, "#123456");

    public override IReadOnlyList<SimulatedForm> SimulatedForms => forms;

    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Accelerator.None),
        AcceleratorRule.Runs(Accelerator.Auto, Devices.Qat, Devices.Qpl, Accelerator.None),
        AcceleratorRule.Runs(Devices.Qpl, Devices.Qpl),
        AcceleratorRule.Impossible(Devices.Qat, "nobody has built it", "none"),
    ];

    public IReadOnlyList<MethodOption> Own { get; init; } = [];

    public IReadOnlyList<SoftwareCodec> Codecs { get; init; } = [];

    public override IReadOnlyList<SoftwareCodec> SoftwareCodecs => Codecs;

    public override IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) => Own;

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => Availability.No("it is invented");

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) =>
        throw new InvalidOperationException("it is invented");
}
