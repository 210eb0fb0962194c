namespace MultifdBench.Measurement.Machine.Idxd;

/// <summary>
/// A device of the idxd driver: an In-Memory Analytics Accelerator (<c>iaxN</c>) or a Data Streaming Accelerator (<c>dsaN</c>), as
/// sysfs shows it [Linux Documentation/ABI/stable/sysfs-driver-dma-idxd]. Null where the kernel does not say.
/// </summary>
public sealed record IdxdDevice
{
    /// <summary>Name: <c>iax1</c>. Numbers are not dense where both kinds interleave.</summary>
    public required string Name { get; init; }

    /// <summary><c>enabled</c> or <c>disabled</c>.</summary>
    public required string? State { get; init; }

    /// <summary>Version: <c>0x100</c> is IAA 1.0 (Sapphire and Emerald Rapids), <c>0x200</c> is 2.0.</summary>
    public required string? Version { get; init; }

    /// <summary>NUMA node; −1 when the firmware does not say.</summary>
    public required long? NumaNode { get; init; }

    /// <summary>Whether it can take addresses of user processes, which shared queues need.</summary>
    public required bool? PasidEnabled { get; init; }

    /// <summary>Whether queues and engines can be changed.</summary>
    public required bool? Configurable { get; init; }

    /// <summary>Largest transfer, bytes.</summary>
    public required long? MaxTransferSize { get; init; }

    /// <summary>Entries that all its queues share.</summary>
    public required long? QueueEntries { get; init; }

    /// <summary>General capability register.</summary>
    public required string? GenCap { get; init; }

    /// <summary>IAA capability register (kernel 6.0 and later).</summary>
    public required string? IaaCap { get; init; }

    /// <summary>Software error register.</summary>
    public required string? Errors { get; init; }

    /// <summary>Engines.</summary>
    public required IReadOnlyList<IdxdEngine> Engines { get; init; }

    /// <summary>Work queues, configured or not.</summary>
    public required IReadOnlyList<WorkQueueFacts> Queues { get; init; }

    /// <summary>Whether it is enabled.</summary>
    internal bool IsEnabled => State == "enabled";
}

/// <summary>One engine of a device.</summary>
/// <param name="Name">Name: <c>engine1.0</c>.</param>
/// <param name="GroupId">The group whose queues it serves; −1 for none, null when unknown.</param>
public sealed record IdxdEngine(string Name, long? GroupId);
