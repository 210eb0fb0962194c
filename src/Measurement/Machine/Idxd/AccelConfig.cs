namespace MultifdBench.Measurement.Machine.Idxd;

/// <summary>The <c>accel-config</c> commands that take a device from where it is to usable.</summary>
internal static class AccelConfig
{
    private const int WholeDevice = 128; // entries of an IAA device; a single queue takes them all

    /// <summary>Commands for devices at the same step, from that step on, in order, for a root shell.</summary>
    public static IReadOnlyList<string> Commands(IReadOnlyList<IaaDeviceCheck> checks) =>
        checks[0].Step == IaaStep.HeldByIaaCrypto
            // The module goes only when it has let go of every device.
            ? [.. checks.SelectMany(check => TakeDown(check.Device)), "modprobe -r iaa_crypto",
                .. checks.SelectMany(check => ConfigureAndEnable(check.Device))]
            : [.. checks.SelectMany(Commands).Distinct()];

    private static IEnumerable<string> Commands(IaaDeviceCheck check) => check.Step switch
    {
        IaaStep.NoUserQueue or IaaStep.OnlyDedicated => [.. TakeDown(check.Device), .. ConfigureAndEnable(check.Device)],
        IaaStep.NoEngine => [.. TakeDown(check.Device), Engines(check.Device, Group(check.Queue!)), .. Regroup(check),
            .. Enable(check.Device, check.Queue!.Name)],
        IaaStep.DeviceDisabled => Enable(check.Device, check.Queue!.Name),
        IaaStep.QueueDisabled => [EnableQueue(check.Device, check.Queue!.Name)],
        IaaStep.NoAccess => [$"groupadd -f dsadev && chgrp dsadev {check.Queue!.Node.Path} && chmod g+rw {check.Queue.Node.Path}",
            "usermod -aG dsadev USER"],
        _ => [],
    };

    /// <summary>Engines and queues can only be changed while device and queues are disabled.</summary>
    private static IEnumerable<string> TakeDown(IdxdDevice device)
    {
        foreach (WorkQueueFacts queue in device.Queues.Where(queue => queue.IsEnabled))
            yield return $"accel-config disable-wq {device.Name}/{queue.Name}";
        if (device.IsEnabled) yield return $"accel-config disable-device {device.Name}";
    }

    private static string[] ConfigureAndEnable(IdxdDevice device) =>
    [
        Engines(device, 0),
        $"accel-config config-wq {device.Name}/{DefaultQueue(device)} -g 0 -s {Entries(device)} -t {Entries(device)} -p 10 -b 1 -m shared "
            + "-y user -n app1 -d user",
        .. Enable(device, DefaultQueue(device)),
    ];

    private static string[] Enable(IdxdDevice device, string queue) =>
        [$"accel-config enable-device {device.Name}", EnableQueue(device, queue)];

    private static string EnableQueue(IdxdDevice device, string queue) => $"accel-config enable-wq {device.Name}/{queue}";

    private static string Engines(IdxdDevice device, long group)
    {
        string[] names = [.. device.Engines.Select(engine => engine.Name)];
        return names.Length == 0
            ? $"accel-config config-engine {device.Name}/engine{Number(device)}.0 -g {group}"
            : $"for engine in {string.Join(' ', names)}; do accel-config config-engine {device.Name}/$engine -g {group}; done";
    }

    /// <summary>A queue that lost its group needs it again.</summary>
    private static IEnumerable<string> Regroup(IaaDeviceCheck check)
    {
        if (check.Queue!.GroupId < 0) yield return $"accel-config config-wq {check.Device.Name}/{check.Queue.Name} -g 0";
    }

    private static long Group(WorkQueueFacts queue) => Math.Max(0, queue.GroupId ?? 0);

    private static string DefaultQueue(IdxdDevice device) => device.Queues.Count > 0 ? device.Queues[0].Name : $"wq{Number(device)}.0";

    private static long Entries(IdxdDevice device) => device.QueueEntries ?? WholeDevice;

    private static string Number(IdxdDevice device) => device.Name.TrimStart([.. "abcdefghijklmnopqrstuvwxyz"]);
}
