using System.Text.Json.Serialization;

namespace MultifdBench.Simulation.Parameters;

/// <summary>Where a parameter's value comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ParameterKind>))]
public enum ParameterKind
{
    /// <summary>Somebody wrote it down: the source says who and where.</summary>
    [JsonStringEnumMemberName("published")]
    Published,

    /// <summary>Measured by this project: the source says how.</summary>
    [JsonStringEnumMemberName("measured")]
    Measured,

    /// <summary>Nobody knows; the source says why this value is reasonable.</summary>
    [JsonStringEnumMemberName("assumed")]
    Assumed,

    /// <summary>Chosen by <c>simulate --fit</c> so that the model agrees with the tables that the source names.</summary>
    [JsonStringEnumMemberName("fitted")]
    Fitted,
}
