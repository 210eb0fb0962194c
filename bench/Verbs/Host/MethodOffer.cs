using MultifdBench.Core;
using MultifdBench.Methods;

namespace MultifdBench.Bench.Verbs.Host;

/// <summary>A method with an accelerator, and whether this host offers them: one cell of the table of both.</summary>
internal sealed record MethodOffer(string Method, string Accel, bool Possible, bool Available, string? Reason, string? Remedy)
{
    /// <summary>Every method with every accelerator.</summary>
    public static IEnumerable<MethodOffer> All(MethodCatalog methods) =>
        from method in methods.All
        from accelerator in methods.Accelerators
        let request = new MethodRequest(method.Name) { Accelerator = accelerator }
        let problems = method.Validate(request)
        let availability = problems.Count == 0 ? method.Probe(request) : Availability.No(string.Join(' ', problems))
        select new MethodOffer(method.Name, accelerator.Name, problems.Count == 0, availability.IsAvailable,
            availability.Reason, availability.Remedy);
}
