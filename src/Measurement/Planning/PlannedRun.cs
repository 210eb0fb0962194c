using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.Tls;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Planning;

/// <summary>
/// A checked run: everything is parsed, the combination can work in principle, and whether this host can run it is known.
/// </summary>
/// <param name="Label">Short name for people and filters: <c>redis-ycsb-b/zlib-1/4ch</c>.</param>
/// <param name="Combination">Its identity in the results; where the host cannot run it, what was asked for.</param>
/// <param name="Guest">Which guest it needs.</param>
/// <param name="Method">What is asked of the method.</param>
/// <param name="Parameters">The migration's parameters.</param>
/// <param name="Availability">Whether this host can run it.</param>
/// <param name="Notes">What the user should know: a value that was replaced, and why. Empty for most runs.</param>
public sealed record PlannedRun(
    string Label,
    Combination Combination,
    GuestKey Guest,
    MethodRequest Method,
    MigrationParameters Parameters,
    Availability Availability,
    IReadOnlyList<string> Notes)
{
    /// <summary>The methods among which the run's is.</summary>
    public required MethodCatalog Catalog { get; init; }

    /// <summary>How its connections are encrypted; null for in the clear.</summary>
    public TlsChoice? Tls { get; init; }

    /// <summary>What is known of the run's method.</summary>
    public IMethodDefinition Definition => Catalog.Get(Method.Method);

    /// <summary>The run's method, which may learn from the guest's pages.</summary>
    /// <param name="memory">The guest's memory; it outlives the method.</param>
    /// <exception cref="InvalidOperationException">This host cannot run it.</exception>
    public IMultifdMethod CreateMethod(GuestMemory memory) => Catalog.Create(Method with { Pages = new GuestSample(memory, Guest.Seed) });
}

/// <summary>Names a guest: runs with equal keys find the same memory.</summary>
/// <param name="Workload">As <c>--workload</c> takes it.</param>
/// <param name="MemoryBytes">Guest memory asked for; an image's own size replaces it.</param>
/// <param name="Seed">Seed of the contents.</param>
public sealed record GuestKey(string Workload, long MemoryBytes, long Seed);
