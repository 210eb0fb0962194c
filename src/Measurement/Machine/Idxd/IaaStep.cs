namespace MultifdBench.Measurement.Machine.Idxd;

/// <summary>How far a device has come on the way to being usable, in the order in which the steps are taken.</summary>
internal enum IaaStep
{
    /// <summary>The IOMMU does not translate addresses of processes.</summary>
    ScalableModeOff,

    /// <summary>The kernel's own compression has the queues.</summary>
    HeldByIaaCrypto,

    /// <summary>No queue for user programs is configured.</summary>
    NoUserQueue,

    /// <summary>User queues are there, but none is shared.</summary>
    OnlyDedicated,

    /// <summary>No engine serves the queue's group.</summary>
    NoEngine,

    /// <summary>The device is not enabled.</summary>
    DeviceDisabled,

    /// <summary>The queue is not enabled.</summary>
    QueueDisabled,

    /// <summary>The queue's node is not in <c>/dev</c>.</summary>
    NoNode,

    /// <summary>The node may not be opened.</summary>
    NoAccess,

    /// <summary>Nothing is missing.</summary>
    Usable,
}
