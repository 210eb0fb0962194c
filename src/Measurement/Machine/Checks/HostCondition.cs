using System.Text.Json.Serialization;

namespace MultifdBench.Measurement.Machine.Checks;

/// <summary>Whether something on a host would disturb a measurement there.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConditionState>))]
public enum ConditionState
{
    /// <summary>It would not.</summary>
    [JsonStringEnumMemberName("quiet")]
    Quiet,

    /// <summary>It would change or scatter figures.</summary>
    [JsonStringEnumMemberName("disturbs")]
    Disturbs,

    /// <summary>The host does not say.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}

/// <summary>One condition of a host that figures depend on. Immutable.</summary>
/// <param name="Name">What it is called: <c>turbo</c>.</param>
/// <param name="State">Whether it would disturb.</param>
/// <param name="Found">What the host says.</param>
/// <param name="Effect">What it does to figures; null where it does nothing.</param>
/// <param name="Remedy">What changes that; null where nothing needs to, or can from here.</param>
public sealed record HostCondition(string Name, ConditionState State, string Found, string? Effect = null, string? Remedy = null)
{
    internal static HostCondition Quiet(string name, string found, string? effect = null) => new(name, ConditionState.Quiet, found, effect);

    internal static HostCondition Unknown(string name, string found, string? effect = null) =>
        new(name, ConditionState.Unknown, found, effect);

    internal static HostCondition Disturbs(string name, string found, string effect, string remedy) =>
        new(name, ConditionState.Disturbs, found, effect, remedy);
}
