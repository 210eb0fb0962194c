using MultifdBench.Core;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Machine.Idxd;
using MultifdBench.Measurement.Machine.Qat;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Measurement.Machine.Uacce;
using MultifdBench.Methods;

namespace MultifdBench.Bench.Verbs.Host;

/// <summary>The accelerators of a host for people: verdict, commands, devices.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="accelerators">The devices that methods can run on.</param>
internal sealed class AcceleratorText(TextWriter output, IReadOnlyList<NamedStatus> accelerators)
{
    /// <summary>Writes the group.</summary>
    public void Write(HostFacts facts)
    {
        output.WriteLine();
        output.WriteLine("accelerators");
        Line("IOMMU", Iommu(facts.Iommu));
        foreach (NamedStatus accelerator in accelerators)
        {
            Status(accelerator);
            if (accelerator.Device == Devices.Qpl) foreach (IdxdDevice device in facts.Iaa.Devices) Device(device);
            if (accelerator.Device == Devices.Qat) foreach (QatDevice device in facts.Qat.Devices) Device(device);
        }

        Line("DSA", facts.Dsa.Count == 0 ? "none" : string.Join(", ", facts.Dsa.Select(device => $"{device.Name} {device.State ?? "?"}")));
        Line("UACCE", facts.Uacce.Count == 0 ? "none" : string.Join(", ", facts.Uacce.Select(Describe)));
    }

    private void Status(NamedStatus accelerator)
    {
        AcceleratorStatus status = accelerator.Status;
        Line(accelerator.Name, accelerator.IsAvailable ? "available" : "unavailable: " + status.Availability.Reason);
        if (status.Commands.Count == 0 && status.Availability.Remedy is { } remedy) Line("", "remedy: " + remedy);
        if (status.Commands.Count > 0) Line("", "remedy, as root:");
        foreach (string command in status.Commands) Line("", "  " + command);
        foreach (string note in status.Notes) Line("", "note: " + note);
    }

    private void Device(IdxdDevice device)
    {
        string engines =
            string.Join(' ',
                device.Engines.GroupBy(engine => engine.GroupId)
                    .Select(
                        group => Invariant.Text(
                            $"{group.Count()} in group {group.Key?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"}")));
        Line("  " + device.Name,
            Invariant.Text($"{device.State ?? "?"}, version {device.Version ?? "?"}, NUMA node {device.NumaNode}, engines: "
                + $"{(engines.Length == 0 ? "none" : engines)}"));
        foreach (WorkQueueFacts queue in device.Queues.Where(queue => queue.Type is not null and not "none")) Queue(queue);
    }

    private void Queue(WorkQueueFacts queue)
    {
        string node = queue.Node.ReadWrite ? "read-write" : queue.Node.Exists ? "not accessible" : "absent";
        Line("    " + queue.Name,
            Invariant.Text($"{queue.State}, {queue.Mode}, {queue.Type} ({queue.DriverName ?? "driver unknown"}), group {queue.GroupId}, "
                + $"size {queue.Size}, threshold {queue.Threshold}, block on fault {queue.BlockOnFault}, {queue.Node.Path} {node}"));
    }

    private void Device(QatDevice device) => Line(
        "  " + device.Address,
        device.IsVirtual
            ? $"virtual, driver {device.Driver ?? "none"}, node {device.Node?.Path ?? "none"}"
            : Invariant.Text($"physical, {device.State ?? "no driver"}, services {device.CfgServices ?? "unknown"}, NUMA node "
                + $"{device.NumaNode}, {device.VirtualFunctions ?? 0} virtual functions"));

    private static string Iommu(IommuFacts iommu) => iommu.Units.Count == 0
        ? "off: no unit in /sys/class/iommu"
        : Invariant.Text($"{iommu.Units.Count} units, intel_iommu={iommu.IntelIommuParameter ?? "(not given)"}, scalable mode "
            + $"{(iommu.ScalableModeCapable is { } capable ? (capable ? "possible" : "impossible") : "unknown")}");

    private static string Describe(UacceDevice device) => $"{device.Name} ({string.Join(", ", device.Algorithms)})";

    private void Line(string label, string value) => output.WriteLine($"  {label,-24}{value}");
}
