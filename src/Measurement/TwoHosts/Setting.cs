namespace MultifdBench.Measurement.TwoHosts;

/// <summary>Something that both sides of a migration must agree on.</summary>
/// <param name="Name">As the option is called, without dashes.</param>
/// <param name="Value">As the option takes it, defaults filled in.</param>
public sealed record Setting(string Name, string Value);
