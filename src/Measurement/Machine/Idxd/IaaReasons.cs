namespace MultifdBench.Measurement.Machine.Idxd;

/// <summary>The missing step in words.</summary>
internal static class IaaReasons
{
    /// <summary>What is missing on devices that are all at the same step.</summary>
    public static string Of(IReadOnlyList<IaaDeviceCheck> checks)
    {
        string devices = string.Join(", ", checks.Select(check => check.Device.Name));
        string queues = string.Join(", ", checks.Select(check => $"{check.Device.Name}/{check.Queue?.Name}"));
        string nodes = string.Join(", ", checks.Select(check => check.Queue?.Node.Path));
        return checks[0].Step switch
        {
            IaaStep.ScalableModeOff => $"IOMMU scalable mode is off for {devices}",
            IaaStep.HeldByIaaCrypto =>
                $"the kernel module iaa_crypto holds the queues of {devices} ({queues}), so no user queue can exist beside them",
            IaaStep.NoUserQueue => $"no work queue for user programs is configured on {devices}",
            IaaStep.OnlyDedicated => $"{devices}: the user queues are dedicated ({queues}), and QPL uses shared ones only (its status 503)",
            IaaStep.NoEngine => $"no engine is in the group of {queues}, so nothing would serve the queue",
            IaaStep.DeviceDisabled => $"device {devices} is configured but disabled",
            IaaStep.QueueDisabled => $"work queue {queues} is configured but disabled",
            IaaStep.NoNode => $"{queues} is enabled, but {nodes} does not exist",
            IaaStep.NoAccess => $"{nodes} may not be read and written by this user (QPL's status 503)",
            _ => $"{devices} usable",
        };
    }
}
