using MultifdBench.Measurement.Machine;
using MultifdBench.Methods;

namespace MultifdBench.Bench.Verbs.Host;

/// <summary>An accelerator of a host by its name for people.</summary>
/// <param name="Device">The definition.</param>
/// <param name="Status">What is known of it here.</param>
internal sealed record NamedStatus(Accelerator Device, AcceleratorStatus Status)
{
    /// <summary>Its name.</summary>
    public string Name => Device.Device ?? Device.Name;

    /// <summary>Whether it can be used.</summary>
    public bool IsAvailable => Status.Availability.IsAvailable;

    /// <summary>
    /// Every device that methods can run on. Host facts have a section for each one that comes with the program; any other says of itself
    /// whether it is there.
    /// </summary>
    public static IReadOnlyList<NamedStatus> All(HostFacts facts, IEnumerable<Accelerator> devices) =>
    [
        new(Devices.Qpl, facts.Iaa.Status),
        new(Devices.Qat, facts.Qat.Status),
        .. devices.Where(device => !Devices.All.Contains(device))
            .Select(device => new NamedStatus(device, new AcceleratorStatus(device.Probe(), [], []))),
    ];
}
