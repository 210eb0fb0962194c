using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Measurement.Machine.Resources;

/// <summary>Pages of one huge size.</summary>
/// <param name="PageKib">Size of a page, KiB.</param>
/// <param name="Pages">Pages reserved.</param>
/// <param name="FreePages">Of these, not in use; null where unknown.</param>
public sealed record HugePagePool(long PageKib, long Pages, long? FreePages);

/// <summary>One NUMA node.</summary>
/// <param name="Node">Its number.</param>
/// <param name="Cpus">Its processors as the kernel lists them: <c>0-55,112-167</c>.</param>
/// <param name="MemoryMib">Its memory, MiB.</param>
public sealed record NumaNode(int Node, string? Cpus, long? MemoryMib);

/// <summary>Memory: how much, where, and in what pages. Null where unknown.</summary>
public sealed record MemoryFacts
{
    /// <summary>All memory, MiB.</summary>
    public required long? TotalMib { get; init; }

    /// <summary>Memory that can be used without swapping, MiB.</summary>
    public required long? AvailableMib { get; init; }

    /// <summary>Swap space, MiB; 0 without any.</summary>
    public required long? SwapMib { get; init; }

    /// <summary>Swap space in use, MiB.</summary>
    public required long? SwapUsedMib { get; init; }

    /// <summary>Transparent huge pages: the kernel's line, the setting in brackets.</summary>
    public required string? TransparentHugePages { get; init; }

    /// <summary>Reserved huge pages by size; sizes without any are listed with 0.</summary>
    public required IReadOnlyList<HugePagePool> HugePages { get; init; }

    /// <summary>NUMA nodes; empty where the kernel has none.</summary>
    public required IReadOnlyList<NumaNode> NumaNodes { get; init; }

    /// <summary>Memory that this process may lock, bytes; null for no limit or unknown. QAT's pinned buffers count against it.</summary>
    public required long? LockedMemoryLimitBytes { get; init; }

    /// <summary>Reads the memory's facts.</summary>
    public static MemoryFacts Read(HostRoots roots)
    {
        string[] lines = HostFiles.Lines(roots.Proc, "meminfo");
        return new MemoryFacts
        {
            TotalMib = HostFiles.KiB(lines, "MemTotal") * Units.KiB / Units.MiB,
            AvailableMib = HostFiles.KiB(lines, "MemAvailable") * Units.KiB / Units.MiB,
            SwapMib = HostFiles.KiB(lines, "SwapTotal") * Units.KiB / Units.MiB,
            SwapUsedMib = (HostFiles.KiB(lines, "SwapTotal") - HostFiles.KiB(lines, "SwapFree")) * Units.KiB / Units.MiB,
            TransparentHugePages = HostFiles.Text(roots.Sys, "kernel/mm/transparent_hugepage/enabled"),
            HugePages = [.. Pools(Path.Combine(roots.Sys, "kernel/mm/hugepages"))],
            NumaNodes = [.. Nodes(Path.Combine(roots.Sys, "devices/system/node"))],
            LockedMemoryLimitBytes = ProcessLimits.Soft(HostFiles.Lines(roots.Proc, "self/limits"), "Max locked memory"),
        };
    }

    private static IEnumerable<HugePagePool> Pools(string folder) =>
        from name in HostFiles.Folders(folder, "hugepages-*kB")
        let size = Whole(name["hugepages-".Length..^"kB".Length])
        let pages = HostFiles.Number(folder, name, "nr_hugepages")
        where size is not null && pages is not null
        select new HugePagePool(size.Value, pages.Value, HostFiles.Number(folder, name, "free_hugepages"));

    private static IEnumerable<NumaNode> Nodes(string folder) =>
        from name in HostFiles.Folders(folder, "node*")
        let number = Whole(name["node".Length..])
        where number is not null
        let memory = HostFiles.KiB(HostFiles.Lines(folder, name, "meminfo"), "MemTotal")
        select new NumaNode((int)number.Value, HostFiles.Text(folder, name, "cpulist"), memory * Units.KiB / Units.MiB);

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
}
