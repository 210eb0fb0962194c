using MultifdBench.Methods;

namespace MultifdBench.Measurement.Matrix;

/// <summary>
/// A further block of combinations of a profile: the profile with other lists in place of its own. The property names are the keys of a
/// profile's YAML, in snake case; a list that is null is the profile's.
/// </summary>
public sealed record MatrixBlock
{
    /// <inheritdoc cref="MatrixProfile.Memory"/>
    public IReadOnlyList<string>? Memory { get; init; }

    /// <inheritdoc cref="MatrixProfile.Workloads"/>
    public IReadOnlyList<string>? Workloads { get; init; }

    /// <inheritdoc cref="MatrixProfile.Methods"/>
    public IReadOnlyList<MethodChoice>? Methods { get; init; }

    /// <inheritdoc cref="MatrixProfile.Channels"/>
    public IReadOnlyList<int>? Channels { get; init; }

    /// <inheritdoc cref="MatrixProfile.ZeroPageDetection"/>
    public IReadOnlyList<string>? ZeroPageDetection { get; init; }

    /// <inheritdoc cref="MatrixProfile.Transport"/>
    public IReadOnlyList<string>? Transport { get; init; }

    /// <inheritdoc cref="MatrixProfile.Tls"/>
    public IReadOnlyList<bool>? Tls { get; init; }

    /// <inheritdoc cref="MatrixProfile.ZeroCopySend"/>
    public IReadOnlyList<bool>? ZeroCopySend { get; init; }

    /// <inheritdoc cref="MatrixProfile.WireLayout"/>
    public IReadOnlyList<string>? WireLayout { get; init; }

    /// <inheritdoc cref="MatrixProfile.MaxBandwidth"/>
    public IReadOnlyList<string>? MaxBandwidth { get; init; }

    /// <inheritdoc cref="MatrixProfile.DowntimeLimitMs"/>
    public IReadOnlyList<int>? DowntimeLimitMs { get; init; }

    /// <inheritdoc cref="MatrixProfile.AutoConverge"/>
    public IReadOnlyList<bool>? AutoConverge { get; init; }

    /// <inheritdoc cref="MatrixProfile.DirtyLimit"/>
    public IReadOnlyList<bool>? DirtyLimit { get; init; }

    /// <inheritdoc cref="MatrixProfile.Policy"/>
    public IReadOnlyList<string>? Policy { get; init; }

    /// <summary>A profile of this block alone.</summary>
    /// <param name="profile">The profile whose block it is.</param>
    internal MatrixProfile Of(MatrixProfile profile) => profile with
    {
        Memory = Memory ?? profile.Memory,
        Workloads = Workloads ?? profile.Workloads,
        Methods = Methods ?? profile.Methods,
        Channels = Channels ?? profile.Channels,
        ZeroPageDetection = ZeroPageDetection ?? profile.ZeroPageDetection,
        Transport = Transport ?? profile.Transport,
        Tls = Tls ?? profile.Tls,
        ZeroCopySend = ZeroCopySend ?? profile.ZeroCopySend,
        WireLayout = WireLayout ?? profile.WireLayout,
        MaxBandwidth = MaxBandwidth ?? profile.MaxBandwidth,
        DowntimeLimitMs = DowntimeLimitMs ?? profile.DowntimeLimitMs,
        AutoConverge = AutoConverge ?? profile.AutoConverge,
        DirtyLimit = DirtyLimit ?? profile.DirtyLimit,
        Policy = Policy ?? profile.Policy,
        Also = [],
    };
}
