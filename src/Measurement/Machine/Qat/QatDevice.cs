using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Qat;

/// <summary>
/// A QAT function of the fourth generation (4xxx family): a physical one, which the kernel driver configures, or a virtual one, which
/// a process uses [Linux Documentation/ABI/testing/sysfs-driver-qat]. Null where the kernel does not say.
/// </summary>
public sealed record QatDevice
{
    /// <summary>PCI address.</summary>
    public required string Address { get; init; }

    /// <summary>PCI device id.</summary>
    public required string DeviceId { get; init; }

    /// <summary>Whether it is a virtual function.</summary>
    public required bool IsVirtual { get; init; }

    /// <summary>The driver that has it: <c>4xxx</c> (physical), <c>vfio-pci</c> (virtual, ready for a process), …</summary>
    public required string? Driver { get; init; }

    /// <summary><c>up</c> or <c>down</c>; physical functions only.</summary>
    public required string? State { get; init; }

    /// <summary>Services: <c>dc</c> is compression, <c>sym;asym</c> is cryptography only; physical functions only.</summary>
    public required string? CfgServices { get; init; }

    /// <summary>NUMA node.</summary>
    public required long? NumaNode { get; init; }

    /// <summary>Virtual functions that are switched on; physical functions only.</summary>
    public required long? VirtualFunctions { get; init; }

    /// <summary>Whether it may sleep when idle, which adds latency to the first job.</summary>
    public required bool? PmIdleEnabled { get; init; }

    /// <summary>The node that a process opens; virtual functions with an IOMMU group only.</summary>
    public required DeviceNode? Node { get; init; }

    /// <summary>
    /// Whether its services include compression; true where the kernel does not say, as for virtual functions in a guest.
    /// </summary>
    internal bool Compresses => CfgServices is null || CfgServices.Split(';').Any(service => service is "dc" or "dcc");
}
