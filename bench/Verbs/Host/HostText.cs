using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Methods;
using MultifdBench.Workloads;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Host;

/// <summary>A host for people: groups of labelled lines, then what can run.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="devices">The devices that methods can run on.</param>
internal sealed class HostText(TextWriter output, IReadOnlyList<Accelerator> devices)
{
    /// <summary>Writes all groups.</summary>
    public void Write(HostFacts facts, IReadOnlyList<MethodOffer> offers)
    {
        IReadOnlyList<NamedStatus> accelerators = NamedStatus.All(facts, devices);
        output.WriteLine(HostSummary.Of(facts, accelerators, offers));
        Machine(facts);
        Memory(facts.Memory, facts.AvailableMemoryMib);
        Limits(facts.Limits);
        Software(facts, offers);
        new AcceleratorText(output, accelerators).Write(facts);
        new OfferText(output).Write(offers);
        if (facts.FromCopy)
            output.WriteLine("  (methods, libraries and vector sets are those of the machine that runs this, not of the copy)");
        Group("workloads");
        foreach (WorkloadDefinition workload in WorkloadCatalog.All)
        {
            Availability availability = workload.Probe();
            output.WriteLine(
                $"  {workload.Pattern,-20}{workload.Summary}{(availability.IsAvailable ? "" : $" (unavailable: {availability})")}");
        }
    }

    private void Machine(HostFacts facts)
    {
        CpuFacts cpu = facts.Processor;
        Group("machine");
        Line("host", facts.HostName);
        Line("cpu", facts.Cpu);
        Line("cores",
            Text($"{facts.Cores} usable; {Known(cpu.Sockets)} sockets, {Known(cpu.PhysicalCores)} cores, {Known(cpu.Threads)} threads"));
        Line("stepping, microcode", $"{cpu.Stepping ?? "unknown"}, {cpu.Microcode ?? "unknown"}");
        Line("vector sets", string.Join(", ", facts.Simd));
        Line("features", string.Join(", ", cpu.Features));
        Line("energy", facts.Energy.Availability.IsAvailable
            ? "readable: " + string.Join(", ", facts.Energy.Packages.Select(package => package.Name))
            : facts.Energy.Availability.Reason);
        if (facts.Energy.Availability.Remedy is { } remedy) Line("", "remedy: " + remedy);
        Line("frequency", $"governor {facts.Governor ?? "unknown"}, turbo {OnOff(cpu.Turbo)}, idle driver {cpu.IdleDriver ?? "unknown"}");
    }

    private void Memory(MemoryFacts memory, long availableMib)
    {
        Group("memory");
        Line("memory", Text($"{Known(memory.TotalMib)} MiB, {availableMib} MiB available"));
        Line("transparent pages", memory.TransparentHugePages);
        foreach (HugePagePool pool in memory.HugePages)
            Line(Text($"huge pages {pool.PageKib} KiB"), Text($"{pool.Pages} reserved, {Known(pool.FreePages)} free"));
        Line("swap", Text($"{Known(memory.SwapMib)} MiB, {Known(memory.SwapUsedMib)} MiB in use"));
        foreach (NumaNode node in memory.NumaNodes)
            Line(Text($"NUMA node {node.Node}"), Text($"CPUs {node.Cpus ?? "none"}, {Known(node.MemoryMib)} MiB"));
    }

    private void Limits(LimitFacts? limits)
    {
        Group("limits of this process");
        if (limits is null)
        {
            Line("limits", null);
            return;
        }

        Line("CPU time", limits.CpuQuotaCores is { } cores ? Text($"{cores:0.##} cores") : "no limit");
        Line("CPUs", limits.Cpus ?? "all that are on line");
        Line("memory", limits.MemoryMib is { } mib ? Text($"{mib} MiB") : "no limit");
        if (limits.MemoryNodes is { } nodes) Line("memory of NUMA nodes", nodes);
        Line("scheduling", Text($"{limits.Scheduler ?? "unknown"}, nice {Known(limits.Nice)}"));
    }

    private void Software(HostFacts facts, IReadOnlyList<MethodOffer> offers)
    {
        Group("software");
        Line("kernel", facts.Kernel);
        Line("boot parameters",
            facts.KernelDetails.Parameters.Count == 0 ? "none that matter here" : string.Join(' ', facts.KernelDetails.Parameters));
        Line("runtime", facts.Runtime);
        // What a method misses is said below, with the method.
        HashSet<string> below = [.. offers.Select(offer => new Availability(offer.Available, offer.Reason, offer.Remedy).ToString())];
        foreach ((string name, string version) in facts.Libraries)
            Line(name, below.Contains(version) ? "not usable: see 'unavailable here'" : version);
    }

    private void Group(string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }

    private void Line(string label, string? value) => output.WriteLine($"  {label,-24}{(string.IsNullOrEmpty(value) ? "unknown" : value)}");

    private static string Known(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    private static string OnOff(bool? value) => value switch
    {
        true => "on",
        false => "off",
        null => "unknown",
    };
}
