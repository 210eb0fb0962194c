using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Idxd;

/// <summary>One work queue of a device. Null where the kernel does not say (attributes came over time) or refuses.</summary>
public sealed record WorkQueueFacts
{
    /// <summary>Name: <c>wq1.0</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>enabled</c> or <c>disabled</c>.</summary>
    public required string? State { get; init; }

    /// <summary><c>shared</c> (ENQCMD) or <c>dedicated</c> (MOVDIR64B).</summary>
    public required string? Mode { get; init; }

    /// <summary><c>none</c>, <c>kernel</c> or <c>user</c>.</summary>
    public required string? Type { get; init; }

    /// <summary>Driver that has it (kernel 6.7 and later): <c>user</c>, <c>crypto</c>, …</summary>
    public required string? DriverName { get; init; }

    /// <summary>Label given when it was configured.</summary>
    public required string? Label { get; init; }

    /// <summary>Entries.</summary>
    public required long? Size { get; init; }

    /// <summary>Entries that shared submissions may fill.</summary>
    public required long? Threshold { get; init; }

    /// <summary>Priority, 1 to 15.</summary>
    public required long? Priority { get; init; }

    /// <summary>Group; −1 for none.</summary>
    public required long? GroupId { get; init; }

    /// <summary>Whether an operation waits for a page fault instead of failing with it.</summary>
    public required bool? BlockOnFault { get; init; }

    /// <summary>Largest transfer, bytes.</summary>
    public required long? MaxTransferSize { get; init; }

    /// <summary>Retries of the kernel's own ENQCMDS.</summary>
    public required long? EnqcmdsRetries { get; init; }

    /// <summary>The node that a process opens to submit.</summary>
    public required DeviceNode Node { get; init; }

    /// <summary>Whether it is enabled.</summary>
    internal bool IsEnabled => State == "enabled";

    /// <summary>Whether QPL could use it once it is enabled: it ignores dedicated queues [QPL hw_device].</summary>
    internal bool IsSharedUser => Type == "user" && Mode == "shared";

    /// <summary>Whether the kernel's own compression has it; older kernels do not name the driver, so the label counts too.</summary>
    internal bool IsHeldByIaaCrypto => IsEnabled && Type == "kernel" && (DriverName is "crypto" or "iaa_crypto" || Label == "iaa_crypto");
}
