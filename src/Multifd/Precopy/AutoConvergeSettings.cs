namespace MultifdBench.Multifd.Precopy;

/// <summary>Parameters of auto-converge; names, defaults and ranges are QEMU's [qapi/migration.json].</summary>
public sealed record AutoConvergeSettings
{
    /// <summary>Capability <c>auto-converge</c>; a management policy may switch it on later.</summary>
    public bool IsOn { get; init; }

    /// <summary><c>throttle-trigger-threshold</c>, percent, 1 to 100: of the bytes that were sent, so many may get dirty.</summary>
    public int TriggerThreshold { get; init; } = 50;

    /// <summary><c>cpu-throttle-initial</c>, percent, 1 to 99.</summary>
    public int Initial { get; init; } = 20;

    /// <summary><c>cpu-throttle-increment</c>, percentage points, 1 to 99.</summary>
    public int Increment { get; init; } = 10;

    /// <summary><c>max-cpu-throttle</c>, percent, <see cref="Initial"/> to 99.</summary>
    public int Max { get; init; } = 99;

    /// <summary><c>cpu-throttle-tailslow</c>: smaller steps where they suffice.</summary>
    public bool Tailslow { get; init; }
}
