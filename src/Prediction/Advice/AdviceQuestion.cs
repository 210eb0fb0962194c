using MultifdBench.Management;

namespace MultifdBench.Prediction.Advice;

/// <summary>What somebody wants to know. Immutable.</summary>
public sealed record AdviceQuestion
{
    /// <summary>Memory of each guest, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Links, decimal Gbit/s, each once, ascending; at least one.</summary>
    public required IReadOnlyList<double> LinksGbps { get; init; }

    /// <summary>Cores that a migration may use on either side; null for all that the host has.</summary>
    public double? Cores { get; init; }

    /// <summary>Guests that leave the host at once.</summary>
    public int Guests { get; init; } = 1;

    /// <summary>QEMU's <c>downtime-limit</c>, ms.</summary>
    public int DowntimeLimitMs { get; init; } = 300;

    /// <summary>Whether every connection is encrypted.</summary>
    public bool Tls { get; init; }

    /// <summary>Whether auto-converge is on from the beginning, whatever the policy is.</summary>
    public bool AutoConverge { get; init; }

    /// <summary>
    /// Management policies, by name or file, each once; at least one. The first one is in force where nothing else is said; of the others
    /// it is told what they would do.
    /// </summary>
    public IReadOnlyList<string> Policies { get; init; } = [PolicyCatalog.Default];

    /// <summary>What has to be kept.</summary>
    public ServiceLevel Slo { get; init; } = ServiceLevel.None;

    /// <summary>Seed of what varies between packets.</summary>
    public long Seed { get; init; } = 1;
}
