using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Resources;

/// <summary>
/// The IOMMU. A shared work queue takes virtual addresses of any process, which needs Intel's <i>scalable mode</i> (one page table per
/// process address space id) and shared virtual addressing on top of it.
/// </summary>
public sealed record IommuFacts
{
    private const int ScalableModeBit = 43; // ECAP.SMTS [Intel VT-d specification, Extended Capability Register]

    /// <summary>Units that the kernel drives (<c>dmar0</c>, …); empty when the IOMMU is off.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>The value of <c>intel_iommu=</c> at boot; null when not given.</summary>
    public required string? IntelIommuParameter { get; init; }

    /// <summary>Whether boot parameters ask for scalable mode. Kernels may also have it on by default.</summary>
    public required bool ScalableModeRequested { get; init; }

    /// <summary>Whether every unit can do it; null when no unit says.</summary>
    public required bool? ScalableModeCapable { get; init; }

    /// <summary>Reads the IOMMU's facts.</summary>
    public static IommuFacts Read(HostRoots roots, KernelFacts kernel)
    {
        string folder = Path.Combine(roots.Sys, "class/iommu");
        IReadOnlyList<string> units = HostFiles.Folders(folder);
        long[] capabilities = [.. units.Select(unit => Hex(HostFiles.Text(folder, unit, "intel-iommu/ecap"))).OfType<long>()];
        string[] options = [.. kernel.Parameters.Where(p => p.StartsWith("intel_iommu=", StringComparison.Ordinal))
            .Select(p => p["intel_iommu=".Length..])];
        return new IommuFacts
        {
            Units = units,
            IntelIommuParameter = options.Length == 0 ? null : string.Join(',', options),
            ScalableModeRequested = options.Any(o => o.Split(',').Contains("sm_on")),
            ScalableModeCapable = capabilities.Length == 0 ? null : capabilities.All(ecap => (ecap >> ScalableModeBit & 1) != 0),
        };
    }

    /// <summary>The kernel prints the register in hexadecimal without a prefix.</summary>
    private static long? Hex(string? text) =>
        ulong.TryParse(text, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture,
            out ulong value)
            ? unchecked((long)value)
            : null;
}
