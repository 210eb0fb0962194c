using MultifdBench.Core;
using MultifdBench.Measurement.Machine;

namespace MultifdBench.Bench.Verbs.Host;

/// <summary>A host in one line: what it is, which accelerators it has, and which methods run on it.</summary>
internal static class HostSummary
{
    /// <summary>The line.</summary>
    /// <param name="facts">The host.</param>
    /// <param name="accelerators">Its accelerators.</param>
    /// <param name="offers">Every method with every accelerator.</param>
    public static string Of(HostFacts facts, IReadOnlyList<NamedStatus> accelerators, IReadOnlyList<MethodOffer> offers)
    {
        string machine = Invariant.Text($"{facts.Cores} cores {facts.Cpu ?? "of an unknown processor"}");
        string memory = facts.MemoryMib is { } mib ? Units.FormatSize((double)mib * Units.MiB) : "memory unknown";
        IEnumerable<string> devices = accelerators.Select(device => (device.IsAvailable ? "" : "no ") + device.Name);
        string[] methods = [.. offers.Where(offer => offer.Available).Select(offer => offer.Method).Distinct()];
        string where = accelerators.Any(device => device.IsAvailable) ? "run here" : "run here, in software";
        return $"{string.Join(", ", [machine, memory, .. devices])}: {string.Join(", ", methods)} {where}";
    }
}
