using MultifdBench.Core;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.Runs;

/// <summary>Transports by the names that <c>--transport</c> takes.</summary>
public static class Transports
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["memory", "tcp"];

    /// <summary>A new transport; the caller disposes it.</summary>
    /// <exception cref="UsageException">No such transport.</exception>
    public static ITransport Create(string name) => name switch
    {
        "memory" => new MemoryTransport(),
        "tcp" => new LoopbackTcpTransport(),
        _ => throw new UsageException($"--transport {name} is unknown: use {string.Join(" or ", Names)}."),
    };
}
