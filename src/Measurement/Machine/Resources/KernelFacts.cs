using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Resources;

/// <summary>The kernel: its release, what it was told at boot, and the modules that accelerators need.</summary>
public sealed record KernelFacts
{
    /// <summary>
    /// Boot parameters that change figures or accelerators. Only these are kept: result folders are published, and a command line may
    /// hold addresses, keys and disk names.
    /// </summary>
    private static readonly string[] Kept =
    [
        "intel_iommu", "iommu", "no5lvl", "mitigations", "isolcpus", "nohz_full", "rcu_nocbs", "nosmt", "hugepages", "hugepagesz",
        "default_hugepagesz", "transparent_hugepage", "numa_balancing", "intel_pstate", "intel_idle.max_cstate",
        "processor.max_cstate", "idle",
    ];

    private static readonly string[] Drivers = ["idxd", "iaa_crypto", "intel_qat", "qat_4xxx", "qat_420xx", "vfio_pci",
        "usdm_drv", "hisi_zip"];

    /// <summary>Release, as <c>uname -r</c>; null where unknown.</summary>
    public required string? Release { get; init; }

    /// <summary>
    /// A random identity of this boot: the same in every namespace and container of a machine, another on any other machine. Null where
    /// unknown.
    /// </summary>
    public string? BootId { get; init; }

    /// <summary>Boot parameters that matter here, as written.</summary>
    public required IReadOnlyList<string> Parameters { get; init; }

    /// <summary>Loaded modules of accelerators. What is built into the kernel is not listed by it.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    /// <summary>Reads the kernel's facts.</summary>
    public static KernelFacts Read(HostRoots roots) => new()
    {
        Release = HostFiles.Text(roots.Proc, "sys/kernel/osrelease"),
        BootId = HostFiles.Text(roots.Proc, "sys/kernel/random/boot_id"),
        Parameters = [.. (HostFiles.Text(roots.Proc, "cmdline") ?? "").Split(' ').Where(word => Kept.Contains(word.Split('=')[0]))],
        Modules = [.. Drivers.Intersect(HostFiles.Lines(roots.Proc, "modules").Select(line => line.Split(' ')[0]))],
    };
}
