using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Uacce;

/// <summary>
/// A device of the UACCE framework (HiSilicon's zip engine behind QEMU's <c>uadk</c>). Listed so that nobody wonders; no method here
/// uses it [Linux Documentation/ABI/testing/sysfs-driver-uacce].
/// </summary>
/// <param name="Name">Name: <c>hisi_zip-0</c>.</param>
/// <param name="Api">Interface version.</param>
/// <param name="Algorithms">What it computes, one after the other.</param>
/// <param name="AvailableInstances">Queues that are free.</param>
/// <param name="Node">Its node.</param>
public sealed record UacceDevice(string Name, string? Api, IReadOnlyList<string> Algorithms, long? AvailableInstances, DeviceNode Node)
{
    /// <summary>All devices.</summary>
    public static IReadOnlyList<UacceDevice> ReadAll(HostRoots roots)
    {
        string folder = Path.Combine(roots.Sys, "class/uacce");
        return
        [
            .. from name in HostFiles.Folders(folder)
               select new UacceDevice(
                   name,
                   HostFiles.Text(folder, name, "api"),
                   HostFiles.Lines(folder, name, "algorithms"),
                   HostFiles.Number(folder, name, "available_instances"),
                   roots.Node(name)),
        ];
    }
}
