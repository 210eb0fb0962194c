using System.Text.Json.Serialization;

namespace MultifdBench.Simulation.Parameters;

/// <summary>One number that a model needs, with what a reader must know to believe it.</summary>
/// <param name="Key">Name with dots: <c>iaa.compress_ns</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit, as the model asks for it.</param>
/// <param name="Kind">Published, measured, assumed or fitted.</param>
/// <param name="Source">Where it is from; never empty.</param>
/// <param name="Origin">Where it is written, as messages begin: "spr.yaml, line 12".</param>
public sealed record Parameter(string Key, double Value, string Unit, ParameterKind Kind, string Source, string Origin)
{
    /// <summary>Full path of the file that gives it; null where it is from none. One that extends another has parameters of both.</summary>
    [JsonIgnore]
    public string? File { get; init; }
}
