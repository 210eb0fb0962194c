using MultifdBench.Measurement.Machine.Resources;

namespace MultifdBench.Measurement.Machine.Idxd;

/// <summary>Finds the first missing step of one device, for the queue that is furthest on.</summary>
/// <param name="Device">The device.</param>
/// <param name="Queue">The queue that the step is about; null when it is about the device.</param>
/// <param name="Step">The first step that is missing.</param>
internal sealed record IaaDeviceCheck(IdxdDevice Device, WorkQueueFacts? Queue, IaaStep Step)
{
    /// <summary>Checks a device.</summary>
    public static IaaDeviceCheck Of(IdxdDevice device, IommuFacts iommu)
    {
        if (!TranslatesProcessAddresses(device, iommu)) return new IaaDeviceCheck(device, null, IaaStep.ScalableModeOff);
        WorkQueueFacts[] shared = [.. device.Queues.Where(queue => queue.IsSharedUser)];
        return shared.Length == 0
            ? WithoutSharedQueue(device)
            : shared.Select(queue => new IaaDeviceCheck(device, queue, StepOf(device, queue))).MaxBy(check => check.Step)!;
    }

    /// <summary>An enabled shared queue proves it where the kernel does not say; boot parameters only ask for it.</summary>
    private static bool TranslatesProcessAddresses(IdxdDevice device, IommuFacts iommu) =>
        device.PasidEnabled ?? (iommu.ScalableModeRequested || device.Queues.Any(queue => queue is { IsEnabled: true, Mode: "shared" }));

    private static IaaDeviceCheck WithoutSharedQueue(IdxdDevice device)
    {
        if (device.Queues.FirstOrDefault(queue => queue.IsHeldByIaaCrypto) is { } held)
            return new IaaDeviceCheck(device, held, IaaStep.HeldByIaaCrypto);
        WorkQueueFacts? dedicated = device.Queues.FirstOrDefault(queue => queue.Type == "user");
        return new IaaDeviceCheck(device, dedicated, dedicated is null ? IaaStep.NoUserQueue : IaaStep.OnlyDedicated);
    }

    private static IaaStep StepOf(IdxdDevice device, WorkQueueFacts queue)
    {
        // A group that no file names is not held against the queue: the kernel refuses to enable one without an engine.
        bool served = queue.GroupId is null || device.Engines.Any(engine => engine.GroupId == queue.GroupId && engine.GroupId >= 0);
        if (!served) return IaaStep.NoEngine;
        if (!device.IsEnabled) return IaaStep.DeviceDisabled;
        if (!queue.IsEnabled) return IaaStep.QueueDisabled;
        if (!queue.Node.Exists) return IaaStep.NoNode;
        return queue.Node.ReadWrite ? IaaStep.Usable : IaaStep.NoAccess;
    }
}
