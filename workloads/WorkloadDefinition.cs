using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Workloads;

/// <summary>A workload that can be asked for by name.</summary>
/// <param name="Name">The name, without its argument: <c>idle</c>, <c>image</c>.</param>
/// <param name="Argument">What follows the colon, as shown to people (<c>FILE</c>); null when the workload takes none.</param>
/// <param name="Summary">One line for help texts.</param>
/// <param name="Create">
/// Checks the request and makes the workload without touching guest memory; throws <see cref="UsageException"/> when the request
/// can never run.
/// </param>
public sealed record WorkloadDefinition(string Name, string? Argument, string Summary, Func<WorkloadRequest, IWorkload> Create)
{
    /// <summary>Whether this host can run it; most need nothing.</summary>
    public Func<Availability> Probe { get; init; } = () => Availability.Yes;

    /// <summary>The name as one types it: <c>idle</c>, <c>image:FILE</c>.</summary>
    public string Pattern => Argument is null ? Name : $"{Name}:{Argument}";

    /// <summary>The part of a request's name after the colon; empty when there is none.</summary>
    internal static string ArgumentOf(WorkloadRequest request)
    {
        int colon = request.Name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : request.Name[(colon + 1)..];
    }
}
