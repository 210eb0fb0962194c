using System.CommandLine;
using System.Globalization;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Host;
using MultifdBench.Methods;
using MultifdBench.Workloads;

namespace MultifdBench.Bench.Verbs.Host;

/// <summary><c>bench host</c>: what this machine can run, and why not the rest.</summary>
internal sealed class HostVerb : IVerb
{
    private const string Description =
        """
        Shows the machine, the libraries, and for every method and accelerator whether it can run here or what is missing and how to get it.

        Examples:
          bench host
          bench host --json
        """;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("host", Description);
        Option<bool> json = new("--json") { Description = "one JSON object on standard output" };
        command.Add(json);
        command.SetAction(parsed => Run(parsed.GetValue(json), session));
        return command;
    }

    private static int Run(bool json, ConsoleSession session)
    {
        HostFacts facts = HostFacts.Read(session.CommandLine);
        Combination[] combinations = [.. Combinations()];
        if (json) session.Output.WriteLine(JsonText.Of(new { Host = facts, Combinations = combinations }));
        else Print(facts, combinations, session.Output);
        return ExitCodes.Done;
    }

    private static IEnumerable<Combination> Combinations() =>
        from method in MethodCatalog.All
        from rule in method.Accelerators
        let request = new MethodRequest(method.Name) { Accelerator = rule.Asked }
        let problems = method.Validate(request)
        let availability = problems.Count == 0 ? method.Probe(request) : Availability.No(string.Join(' ', problems))
        select new Combination(method.Name, AcceleratorNames.NameOf(rule.Asked), problems.Count == 0, availability.IsAvailable, availability.Reason, availability.Remedy);

    private static void Print(HostFacts facts, IReadOnlyList<Combination> combinations, TextWriter output)
    {
        void Line(string label, string? value) => output.WriteLine($"{label,-22}{value ?? "unknown"}");
        Line("host", facts.HostName);
        Line("cpu", facts.Cpu);
        Line("cores", facts.Cores.ToString(CultureInfo.InvariantCulture));
        Line("vector sets", string.Join(", ", facts.Simd));
        Line("frequency governor", facts.Governor);
        Line("memory", string.Create(CultureInfo.InvariantCulture, $"{facts.MemoryMib} MiB, {facts.AvailableMemoryMib} MiB available"));
        Line("huge pages", facts.TransparentHugePages);
        Line("kernel", facts.Kernel);
        Line("runtime", facts.Runtime);
        foreach ((string name, string version) in facts.Libraries) Line(name, version);
        output.WriteLine();
        output.WriteLine("method   accelerator   here");
        foreach (Combination combination in combinations) output.WriteLine($"{combination.Method,-9}{combination.Accel,-14}{combination.Describe()}");
        output.WriteLine();
        output.WriteLine("workload");
        foreach (WorkloadDefinition workload in WorkloadCatalog.All) output.WriteLine($"{workload.Pattern,-20}{workload.Summary}");
    }

    /// <summary>One cell of the table of methods and accelerators.</summary>
    private sealed record Combination(string Method, string Accel, bool Possible, bool Available, string? Reason, string? Remedy)
    {
        public string Describe() => Available ? "available" : (Possible ? "unavailable: " : "impossible: ") + (Remedy is null ? Reason : $"{Reason} ({Remedy})");
    }
}
