namespace MultifdBench.Methods;

/// <summary>A codec in software that a model of this machine measures on a guest's pages.</summary>
/// <param name="Key">
/// Its key in scenarios, with the variant: what <see cref="Core.SimulatedForm.Codec"/> or <see cref="Core.SimulatedForm.StandIn"/> begins
/// with.
/// </param>
/// <param name="Request">What the catalog is asked for to run it; never a device.</param>
public sealed record SoftwareCodec(string Key, MethodRequest Request);
