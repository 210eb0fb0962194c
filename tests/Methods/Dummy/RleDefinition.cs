using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods.Dummy;

/// <summary>
/// A method that no program has: pages as runs of equal bytes. It has a bit, a colour and an option that are nobody else's.
/// </summary>
/// <param name="card">A device that may do its work; null for none.</param>
internal sealed class RleDefinition(Accelerator? card = null) : MethodDefinition
{
    /// <summary>The longest run: shorter ones cost more bytes.</summary>
    public static IntegerOption Longest { get; } =
        new("rle-longest", 1, byte.MaxValue, byte.MaxValue, "longest run of equal bytes") { Column = IntegerOption.LevelColumn };

    /// <summary>All methods of the program, and this one.</summary>
    public static MethodCatalog Catalog { get; } = new([.. BuiltIn.Methods.All, new RleDefinition()]);

    public override string Name => "rle";

    /// <remarks>The lowest bit that neither QEMU nor its series uses.</remarks>
    public override uint WireFlag => 0x80;

    public override MethodLook Look => new(Name, "#123456", IsAnotherWhenAccelerated: true);

    /// <remarks>Its costs are those of the longest run: <c>rle-16</c>.</remarks>
    public override IReadOnlyList<SimulatedForm> SimulatedForms { get; } =
    [
        .. Only(card, device => new SimulatedForm("rle", WorkPlace.DeviceCall, CostVariant.Level)
        {
            Device = device.ModelPart,
            Accelerators = [device.Name],
        }),
        new("rle", WorkPlace.Cpu, CostVariant.Level),
    ];

    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Accelerator.None),
        AcceleratorRule.Runs(Accelerator.Auto, Accelerator.None),
        AcceleratorRule.Impossible(Devices.Qpl, "it has no runs", $"--{Accelerator.Option} none"),
        AcceleratorRule.Impossible(Devices.Qat, "it has no runs", $"--{Accelerator.Option} none"),
        .. Only(card, device => AcceleratorRule.Runs(device, device)),
    ];

    public override IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) => [Longest];

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => Availability.Yes;

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request) =>
        new RleMethod(Name, WireFlag, request.Get(Longest), accelerator);

    private static T[] Only<T>(Accelerator? device, Func<Accelerator, T> made) => device is null ? [] : [made(device)];
}
