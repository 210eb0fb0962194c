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

    /// <summary>What has to be kept.</summary>
    public ServiceLevel Slo { get; init; } = ServiceLevel.None;

    /// <summary>Seed of what varies between packets.</summary>
    public long Seed { get; init; } = 1;
}
