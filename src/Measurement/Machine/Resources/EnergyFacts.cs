using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Resources;

/// <summary>A counter of a processor package's energy.</summary>
/// <param name="Name">The kernel's name for it: <c>package-0</c>.</param>
/// <param name="Zone">Its folder below <c>/sys/class/powercap</c>.</param>
/// <param name="MaxRangeMicrojoules">Where it begins at 0 again; null where unknown.</param>
public sealed record EnergyZone(string Name, string Zone, long? MaxRangeMicrojoules);

/// <summary>
/// What tells how much energy the processors use (RAPL, through the kernel's powercap class). Only whole packages count: cores and graphics
/// are parts of them, and <c>psys</c> holds them too.
/// </summary>
public sealed record EnergyFacts
{
    private const string ClassFolder = "class/powercap";
    private const string PackagePrefix = "package";

    /// <summary>Whether the counters can be read, or why not.</summary>
    public required Availability Availability { get; init; }

    /// <summary>The packages' counters; listed where they cannot be read, too.</summary>
    public required IReadOnlyList<EnergyZone> Packages { get; init; }

    /// <summary>Finds the counters.</summary>
    public static EnergyFacts Read(HostRoots roots)
    {
        // intel-rapl:0 is a package (of AMD's processors too), intel-rapl:0:0 a part of one; intel-rapl-mmio:0 counts a package again.
        string folder = Path.Combine(roots.Sys, ClassFolder);
        EnergyZone[] packages =
        [
            .. from zone in HostFiles.Folders(folder, "intel-rapl:*")
               let name = HostFiles.Text(folder, zone, "name")
               where zone.Count(letter => letter == ':') == 1 && name is not null
                   && name.StartsWith(PackagePrefix, StringComparison.Ordinal)
               select new EnergyZone(name, zone, HostFiles.Number(folder, zone, "max_energy_range_uj")),
        ];
        return new EnergyFacts { Packages = packages, Availability = Judge(roots, packages) };
    }

    /// <summary>The counter of a package now, microjoules; null where it cannot be read.</summary>
    internal static long? ReadMicrojoules(HostRoots roots, EnergyZone zone) => HostFiles.Number(CounterPath(roots, zone));

    private static string CounterPath(HostRoots roots, EnergyZone zone) => Path.Combine(roots.Sys, ClassFolder, zone.Zone, "energy_uj");

    private static Availability Judge(HostRoots roots, EnergyZone[] packages)
    {
        if (packages.Length == 0)
            return Availability.No("no package has an energy counter in /sys/class/powercap: the processor or the hypervisor offers none",
                "on a physical x86 host: modprobe intel_rapl_msr");
        return packages.All(zone => ReadMicrojoules(roots, zone) is not null)
            ? Availability.Yes
            : Availability.No("energy_uj can be read by root only, since power tells what others compute (CVE-2020-8694)",
                "run as root, or chmod a+r /sys/class/powercap/intel-rapl:*/energy_uj, as root");
    }
}
